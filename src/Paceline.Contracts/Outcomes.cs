namespace Paceline.Contracts;

/// <summary>What agents of a campaign can say of a call: the business result and, beside it, the call result.</summary>
/// <param name="Outcomes">In the order in which agents read them.</param>
/// <param name="Mandatory">Nothing is saved after a call before one is chosen.</param>
/// <param name="CallResults">The call results an agent may choose from, in order; empty: none is chosen. Told by ear: "Answer",
/// "AnsweringMachine", "Fax", "Busy", "NoAnswer", "InvalidNumber", "Silence".</param>
public sealed record CampaignOutcomes(IReadOnlyList<PadOutcome> Outcomes, bool Mandatory, IReadOnlyList<string> CallResults)
{
    /// <summary>Told by the server: the word for what was read. Sent back with a change, the change is refused when somebody else was faster;
    /// null: it is written over whatever is there.</summary>
    public string? Version { get; init; }
}

/// <summary>One outcome of a campaign.</summary>
/// <param name="Code">Stored word, such as "promise": 1 to 40 of a–z, 0–9 and -. It stays when the name changes.</param>
/// <param name="Label">What agents read; 1 to 60 characters.</param>
/// <param name="Digit">The key that chooses it, 1 to 9; 0: none.</param>
/// <param name="Step">What becomes of the person.</param>
/// <param name="Folder">Where it stands among many, at most three levels with "/" between them; empty: at the top.</param>
/// <param name="CallResult">The call result that it implies; empty: what the dialling found.</param>
/// <param name="Reached">The person was talked to: a callback that was promised is kept by it.</param>
/// <param name="Retired">Not offered any more; calls that have it keep it. What is left out of a list is retired by itself.</param>
public sealed record PadOutcome(
    string Code,
    string Label,
    int Digit,
    OutcomeStep Step,
    string Folder = "",
    string CallResult = "",
    bool Reached = true,
    bool Retired = false);

/// <summary>What becomes of a person by an outcome.</summary>
public enum OutcomeStep
{
    /// <summary>Nobody calls them for this list again.</summary>
    Finish,

    /// <summary>Called again after the campaign's interval, and after longer ones when it is said again.</summary>
    TryAgain,

    /// <summary>Called again after twice that.</summary>
    TryLater,

    /// <summary>Their next number is called; after the last one they are finished.</summary>
    NextNumber,

    /// <summary>Nobody ever calls the number again, in any campaign.</summary>
    DoNotCall,
}
