// Files that go out with an export as they are: Vite gives their text.
declare module '*?raw' {
  const text: string
  export default text
}
