namespace Paceline.Web.Console;

/// <summary>One page of the console: a place on the rail, an address below /supervisor, and the view that is shown there.</summary>
/// <param name="Slug">The address' part after /supervisor/; empty: the first page.</param>
/// <param name="Word">On the rail and as the page's heading.</param>
/// <param name="Figure">The rail's figure: an SVG path in a box of 20 by 20, drawn as a line.</param>
/// <param name="View">A component with the parameters <c>Board</c> (<see cref="Console.Board"/>) and <c>Item</c> (the rest of the address).</param>
public sealed record ConsolePage(string Slug, string Word, string Figure, Type View)
{
    /// <summary>All pages in the order of the rail. A new one is one more line here.</summary>
    public static IReadOnlyList<ConsolePage> All { get; } =
    [
        new("", Texts.ConsoleLive, "M3 10h3l2-6 4 12 2-6h3", typeof(LiveView)),
        new("lists", Texts.ConsoleLists, "M3 5h14M3 10h14M3 15h9", typeof(ListsView)),
        new("callbacks", Texts.CallbacksTable, "M10 5.5v4.5l3 2M4.2 7A6.5 6.5 0 1 1 3.5 10M3.2 3.6l.9 3.6 3.6-.9", typeof(CampaignCallbacksView)),
        new("do-not-call", Texts.ConsoleDoNotCall, "M10 3a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM5 15L15 5", typeof(SuppressionsView)),
    ];

    public string Address => Slug.Length == 0 ? "/supervisor" : $"/supervisor/{Slug}";

    /// <summary>Null: the address belongs to no page.</summary>
    public static ConsolePage? Find(string? slug) => All.FirstOrDefault(p => p.Slug == (slug ?? ""));
}
