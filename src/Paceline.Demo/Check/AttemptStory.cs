namespace Paceline.Demo.Check;

/// <summary>Everything the facts say about one attempt, in one place.</summary>
public sealed class AttemptStory
{
    public required string Attempt { get; init; }

    /// <summary>"+" and digits; empty when no fact named it.</summary>
    public string Number { get; set; } = "";

    public string Zone { get; set; } = "";

    public string Agent { get; set; } = "";

    public long? Chain { get; set; }

    /// <summary>Attempts at the chain before this one, as the reservation saw it.</summary>
    public long ChainAttempts { get; set; }

    /// <summary>The fact it begins with: an agent is asked to be free, or it is dialled ahead of its agent.</summary>
    public FactLine? Began { get; set; }

    /// <summary>The agent's own word that it is reserved, or that it wants this call.</summary>
    public FactLine? Reserved { get; set; }

    /// <summary>All facts that order the dial; more than one is already wrong.</summary>
    public IList<FactLine> Ordered { get; } = [];

    public FactLine? Placed { get; set; }

    public FactLine? Alerted { get; set; }

    public FactLine? Answered { get; set; }

    public FactLine? Bridged { get; set; }

    public FactLine? MessageStarted { get; set; }

    public FactLine? Ended { get; set; }

    public FactLine? Interrupted { get; set; }

    public FactLine? Withdrawn { get; set; }

    public FactLine? OutcomeRecorded { get; set; }

    public bool InviteLeft => Ended is { } ended && FactLine.IsTrue(FactLine.Part(ended.Members, "evidence"), "inviteLeft");

    public bool AnsweredAtEnd => Ended is { } ended && FactLine.IsTrue(FactLine.Part(ended.Members, "evidence"), "answered");

    /// <summary>"Answer", "Busy", …; empty while the attempt is open.</summary>
    public string Result => Ended?.Text("result") ?? (Interrupted is null ? "" : "SystemError");

    /// <summary>Whether the facts know that the INVITE left.</summary>
    public bool HasLeft => Placed is not null || Alerted is not null || Answered is not null || InviteLeft;

    public bool IsRinging => Answered is null && Ended is null && Interrupted is null;

    public bool HasAnswer => Answered is not null || (AnsweredAtEnd && HasLeft);

    /// <summary>A person answered and got no agent in time: hung up (Abandoned), or heard the message (Dropped).</summary>
    public bool IsAbandoned => IsAbandonment(Ended ?? Interrupted);

    /// <summary>When the number is free again: the end, or the end of the quarantine; null while open.</summary>
    public DateTimeOffset? FreeAt => Ended?.At ?? Interrupted?.Time("quarantineUntil") ?? Interrupted?.At ?? Withdrawn?.At;

    public static bool IsAbandonment(FactLine? end) =>
        (end?.Text("result") is { } result && (Is(result, "Abandoned") || Is(result, "Dropped")))
        || (end is not null && FactLine.IsTrue(end.Members, "leftAlone"));

    private static bool Is(string result, string word) => result.Equals(word, StringComparison.OrdinalIgnoreCase);
}
