import "../../css/site.css"; import { installTheme } from "../components/theme"; installTheme();
