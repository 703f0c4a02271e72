/** "+7 727 355 04 60" for readers; numbers of other countries stay as they were given. */
export function phoneText(phone: string): string {
  const match = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone.replaceAll(" ", ""));
  return match ? `+7 ${match.slice(1).join(" ")}` : phone;
}
