using System.Text.Json.Serialization;

namespace Paceline.Dialing.Dispositions;

/// <summary>What becomes of a person when an agent has said how a call went. How long the rest is, is the treatments' to say.</summary>
public enum DispositionStep
{
    /// <summary>Nobody calls them for this list again.</summary>
    Finish,

    /// <summary>They are called again after the campaign's interval, and after longer ones when it is said again.</summary>
    TryAgain,

    /// <summary>They are called again after twice that.</summary>
    TryLater,

    /// <summary>Their next number is called; after the last one they are finished.</summary>
    NextNumber,

    /// <summary>Nobody ever calls the number again, in any campaign.</summary>
    DoNotCall,
}

/// <summary>What an agent can say about a conversation, and what it means for the person's other calls.</summary>
/// <param name="Code">Stored word, such as "promise": 1 to 40 of a–z, 0–9 and -.</param>
/// <param name="Label">What the agent reads; 1 to 60 characters.</param>
/// <param name="Digit">Key on the pad, 1 to 9; 0: none.</param>
/// <param name="Step">What becomes of the person.</param>
public sealed record Disposition(string Code, string Label, int Digit, DispositionStep Step)
{
    /// <summary>Set by the system when an agent let the wrap-up limit pass, or where nothing need be said.</summary>
    public const string None = "none";

    /// <summary>The agent leaves what is next to the call result: nobody was talked to.</summary>
    public const string NotReached = "not-reached";

    /// <summary>The code that has meant so since the first version; no pad gives it another step.</summary>
    public const string NeverAgain = "do-not-call";

    /// <summary>A person was talked to: a promise to call them is kept.</summary>
    public bool Reached { get; init; } = true;

    /// <summary>Where it stands among many, levels with "/" between them; empty: at the top.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The call result that it implies, such as "AnsweringMachine"; empty: what the dialling found.</summary>
    public string Implies { get; init; } = "";

    /// <summary>Not offered any more; calls that have it keep it.</summary>
    public bool Retired { get; init; }

    /// <summary>The number goes on the Do Not Call list at once.</summary>
    [JsonIgnore]
    public bool Suppresses => Step is DispositionStep.DoNotCall;

    /// <summary>What happens with the record, in a few words.</summary>
    [JsonIgnore]
    public string Meaning => Step switch
    {
        DispositionStep.Finish => "Finished",
        DispositionStep.TryAgain or DispositionStep.TryLater => "Called again",
        DispositionStep.NextNumber => "Next number of this person",
        DispositionStep.DoNotCall => "Never called again",
    };
}
