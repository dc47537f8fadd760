/// The style sheet of the page.
enum HTMLStyle {
  /// Before selectors of rules for dark screens: the page is not switched to light.
  static let notLight = ":root:not([data-theme=\"light\"]) "
  /// Before selectors of rules for pages that are switched to dark.
  static let dark = ":root[data-theme=\"dark\"] "

  /// Colours on light paper; those of the figures are the same.
  private static let light = """
    color-scheme: light; --ink: #1f2328; --paper: #ffffff; --soft: #f6f8fa; --line: #d1d9e0; --quiet: #59636e; \
    --link: #0b5cad; --good: #1a6b3c; --bad: #b3261e;
    """

  private static let night = """
    color-scheme: dark; --ink: #e6edf3; --paper: #0d1117; --soft: #161b22; --line: #3d444d; --quiet: #9198a1; \
    --link: #6cb6ff; --good: #57c785; --bad: #ff8a80;
    """

  /// The rules of the page; those of its figures follow them.
  static let sheet = """
    :root { \(light) }
    @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { \(night) } }
    :root[data-theme="dark"] { \(night) }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55; overflow-wrap: break-word;
      font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
    header { padding-top: 1rem; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.4rem 0; }
    h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: 0.3rem; }
    h3 { margin-top: 2.2rem; }
    h4 { margin: 1.6rem 0 0.5rem; }
    p, li, figcaption, dl { max-width: 46rem; }
    li { margin: 0.3rem 0; }
    a { color: var(--link); }
    h3 > a:first-child { text-decoration: none; }
    code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
      font-size: 0.85em; }
    pre, details, .shortcomings { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; }
    pre { overflow-x: auto; padding: 0.7rem 0.9rem; }
    details { padding: 0.4rem 0.8rem; margin: 0.8rem 0; }
    summary { cursor: pointer; }
    details pre { background: var(--paper); }
    .shortcomings { border-color: var(--bad); padding: 0 1rem; }
    math { font-size: 1.05em; }
    math[display="block"] { margin: 0.8rem 0; }
    .kept { white-space: nowrap; }
    p, main ul { overflow-x: auto; overflow-y: hidden; }
    main ul { padding-left: 1.4rem; }
    #theme { float: right; font: inherit; color: inherit; background: var(--soft); padding: 0.3rem 0.8rem;
      border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
    nav ul { list-style: none; padding: 0; margin: 0.4rem 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; }
    nav li { margin: 0; }
    nav ul.claims { gap: 0.3rem; }
    nav ul.claims a { display: inline-block; min-width: 2.6rem; padding: 0.15rem 0.4rem; text-align: center;
      border: 1px solid var(--line); border-radius: 6px; text-decoration: none; background: var(--soft); }
    .wide { overflow-x: auto; margin: 0.6rem 0; }
    table { border-collapse: collapse; font-size: 0.86rem; line-height: 1.4; width: max-content; }
    th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
      max-width: 16rem; }
    th { background: var(--soft); vertical-align: bottom; }
    th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    th.n { white-space: normal; max-width: 8rem; }
    td.series { white-space: normal; min-width: 14rem; }
    th button { all: unset; cursor: pointer; }
    th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    th[aria-sort="ascending"] button::after { content: " \\25B2"; }
    th[aria-sort="descending"] button::after { content: " \\25BC"; }
    .filter { display: flex; flex-wrap: wrap; gap: 0.3rem 0.8rem; align-items: center; margin: 0.6rem 0;
      font-size: 0.86rem; color: var(--quiet); }
    .filter input { font: inherit; color: var(--ink); background: var(--paper); padding: 0.25rem 0.5rem;
      border: 1px solid var(--line); border-radius: 6px; width: 16rem; max-width: 100%; }
    figure { margin: 1.2rem 0; }
    figure svg { display: block; max-width: 100%; height: auto; min-width: 34rem; }
    figcaption { color: var(--quiet); font-size: 0.92rem; }
    dl.short { display: flex; flex-wrap: wrap; gap: 0.5rem 1.4rem; margin: 0.6rem 0; }
    dl.short dt { font-size: 0.75rem; color: var(--quiet); }
    dl.short dd { margin: 0; font-weight: 600; }
    .verified { color: var(--good); }
    .refuted, .undecided { color: var(--bad); }
    .key { color: var(--quiet); font-size: 0.88rem; }
    .claim { border-top: 1px solid var(--line); margin-top: 2.5rem; }
    .claim > h3 { margin-top: 1.2rem; }
    footer { margin-top: 3rem; padding-bottom: 3rem; color: var(--quiet); }
    @media (max-width: 40rem) {
      h1 { font-size: 1.35rem; }
      h2 { font-size: 1.2rem; }
      th, td { max-width: 13rem; }
    }
    @media print { #theme, .filter { display: none; } }

    """
}
