namespace Paceline.Dialing.Attempts;

/// <summary>What happened on the lines and belongs to no attempt.</summary>
public abstract record CallFact : DialingFact
{
    private protected CallFact()
    {
    }

    /// <summary>Somebody called back, heard that a machine answered, and was told good-bye: a person who waits for a call.</summary>
    /// <param name="Trunk">By which trunk.</param>
    /// <param name="Caller">Their number; null: withheld, or no number that exists.</param>
    /// <param name="Called">Which of our numbers; null: not known.</param>
    /// <param name="Group">The campaign group that called them last; null: none has.</param>
    public sealed record Returned(string Trunk, PhoneNumber? Caller, PhoneNumber? Called, GroupId? Group) : CallFact;
}
