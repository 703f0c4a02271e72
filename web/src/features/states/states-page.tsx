export function StatesPage() {
  return <div className="page" />;
}
