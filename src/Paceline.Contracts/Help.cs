namespace Paceline.Contracts;

/// <summary>One page of the help.</summary>
/// <param name="Page">Its name in addresses: a to z and -.</param>
/// <param name="Html">Made of our own Markdown, without scripts or raw HTML; headings begin with the third level, links lead to /help/PAGE.</param>
public sealed record HelpPage(string Page, string Title, string Html);

/// <summary>A page that has the words somebody looks for.</summary>
/// <param name="Excerpt">Text around the first of them.</param>
public sealed record HelpHit(string Page, string Title, string Excerpt);

/// <summary>The pages that have all words looked for, those with most of them in the title first.</summary>
public sealed record HelpHits(IReadOnlyList<HelpHit> Pages);
