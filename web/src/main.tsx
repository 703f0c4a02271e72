import { createRoot } from "react-dom/client";
import { App } from "@/app/app";
import { activate, initialLocale } from "@/lib/i18n";
import { applySavedTheme } from "@/lib/theme";
import { keepForOffline } from "@/lib/updates";
import "@/ui/fonts.css";
import "@/ui/tokens.css";
import "@/ui/base.css";

applySavedTheme();
await activate(initialLocale());
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
keepForOffline();
