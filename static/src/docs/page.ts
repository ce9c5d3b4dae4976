/** The REST reference: Swagger UI, served by us, reading our own OpenAPI document. */
import "swagger-ui-dist/swagger-ui.css";
import "../../css/site.css";
import "../../css/docs.css";
import SwaggerUIBundle from "swagger-ui-dist/swagger-ui-es-bundle.js";
import { installDrop } from "../shared/elements/file-drop";
import { installPresent } from "../shared/present";
import { installTheme } from "../shared/theme";

installPresent({ keys: true });
installDrop();
installTheme((theme) => document.documentElement.classList.toggle("dark-mode", theme === "dark"));

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
