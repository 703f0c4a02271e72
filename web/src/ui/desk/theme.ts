import { createTheme, type MantineColorsTuple } from "@mantine/core";

// Mantine asks for ten shades; ours are two meanings per scheme, so the tokens stand in for all of them.
const teal: MantineColorsTuple = [
  "#e8f5f6",
  "#d9eeef",
  "#aedadd",
  "#7ed5dd",
  "#5cc6cf",
  "#3a98a1",
  "#08656f",
  "#064f57",
  "#064b53",
  "#04363c",
];

export const deskTheme = createTheme({
  fontFamily: "var(--font)",
  primaryColor: "teal",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  colors: { teal },
  defaultRadius: "md",
  radius: { sm: "var(--radius-s)", md: "var(--radius-m)", lg: "var(--radius-l)" },
  respectReducedMotion: true,
  cursorType: "pointer",
});
