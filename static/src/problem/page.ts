/** The page that explains one kind of problem: text alone. */
import "../../css/site.css";
import "../../css/problem.css";
import { installTheme } from "../shared/theme";

installTheme();
