using System.Collections.Immutable;

namespace Paceline.Dialing.Dispositions;

/// <summary>What an agent can say about a conversation, and what it means for the person's other calls.</summary>
/// <param name="Code">Stored word, such as "promise".</param>
/// <param name="Label">What the agent reads.</param>
/// <param name="Digit">Key on the pad, 1 to 9; 0: none.</param>
/// <param name="Meaning">What happens with the record, in a few words.</param>
/// <param name="Suppresses">The number goes on the Do Not Call list at once.</param>
public sealed record Disposition(string Code, string Label, int Digit, string Meaning, bool Suppresses)
{
    /// <summary>A person was talked to: a promise to call them is kept.</summary>
    public bool Reached { get; init; } = true;

    /// <summary>Set by the system when an agent let the wrap-up limit pass.</summary>
    public const string None = "none";

    /// <summary>The agent leaves what is next to the call result: nobody was talked to.</summary>
    public const string NotReached = "not-reached";

    /// <summary>The pad every campaign group starts with.</summary>
    public static ImmutableArray<Disposition> Pad { get; } =
    [
        new("agreed", "Agreed", 1, "Finished", Suppresses: false),
        new("declined", "Declined", 2, "Finished", Suppresses: false),
        new("try-again", "Try again later", 3, "Called again", Suppresses: false),
        new("wrong-number", "Wrong number", 4, "Next number of this person", Suppresses: false),
        new("machine", "Answering machine", 5, "Called again", Suppresses: false) { Reached = false },
        new("do-not-call", "Do not call", 9, "Never called again", Suppresses: true),
    ];

    /// <summary>The disposition of a code; null: the pad has none.</summary>
    public static Disposition? Find(string code) => Pad.FirstOrDefault(d => d.Code == code);
}
