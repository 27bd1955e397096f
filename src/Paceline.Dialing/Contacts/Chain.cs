using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;

namespace Paceline.Dialing.Contacts;

/// <summary>One number of a person, as the calling list gave it.</summary>
/// <param name="Zone">IANA time zone of the number, such as "Europe/London": the calling window is judged there.</param>
public sealed record CallingRecord(RecordId Id, PhoneNumber Number, string Zone);

/// <summary>A number that an agent adds to a person.</summary>
/// <param name="Zone">IANA time zone of the number.</param>
public sealed record NewNumber(PhoneNumber Number, string Zone);

/// <summary>All records of one person, and how far calling them has come.</summary>
/// <param name="Records">In the order they are tried; at least one.</param>
/// <param name="Position">Index of the record that is tried next.</param>
/// <param name="Attempts">Attempts whose INVITE left, over all records.</param>
/// <param name="Streak">How often the last result came in a row; chooses the treatment of a sequence.</param>
public sealed record Chain(ChainId Id, ImmutableArray<CallingRecord> Records, int Position, int Attempts, Streak Streak)
{
    /// <summary>The record that is tried next.</summary>
    [JsonIgnore]
    public CallingRecord Current => Records[Position];

    /// <summary>With one number more, which is tried next. A number that is there already is not added again.</summary>
    public Chain With(NewNumber added)
    {
        var known = Records.Select(static r => r.Number).ToImmutableArray().IndexOf(added.Number);
        return known >= 0
            ? this with { Position = known }
            : this with { Records = Records.Add(new(new RecordId(0), added.Number, added.Zone)), Position = Records.Length };
    }
}

/// <summary>The same result, n times in a row. Another result starts again at 1 (features 13.4).</summary>
/// <param name="Word">Call result or disposition code; empty before the first.</param>
/// <param name="Count">0 before the first.</param>
public sealed record Streak(string Word, int Count)
{
    public static Streak None { get; } = new("", 0);

    /// <summary>None, and the call that was promised has been tried: caps hold again.</summary>
    public static Streak Tried { get; } = new("tried", 0);

    public Streak After(string word) => word == Word ? this with { Count = Count + 1 } : new(word, 1);
}

/// <summary>What later stations may say to a chain: the ring closes here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "change")]
[JsonDerivedType(typeof(DueAgain), "dueAgain")]
[JsonDerivedType(typeof(Finished), "finished")]
public abstract record ChainChange
{
    private protected ChainChange()
    {
    }

    /// <summary>Due again at a time, at the record of <paramref name="Position"/>.</summary>
    /// <param name="Callback">The promise that makes it due; null: none does, and one that there was is kept or void.</param>
    public sealed record DueAgain(
        Instant At,
        int Position,
        int Attempts,
        Streak Streak,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Callback? Callback = null) : ChainChange;

    /// <summary>Nobody calls this person for this list again.</summary>
    /// <param name="Why">"outcome", "attempts used up", "last number", "do not call".</param>
    public sealed record Finished(int Attempts, string Why) : ChainChange;
}

/// <summary>A chain whose time has come, with what storage knows about its number; whether it may be called is Compliance's question.</summary>
/// <param name="Suppressed">The number is on the Do Not Call list.</param>
/// <param name="ClosedUntil">Another attempt to the number is open, or it rests (quarantine, peace), until then; null: free.</param>
/// <param name="AttemptsToday">Attempts to the number in the last 24 hours whose INVITE left, in any campaign.</param>
public sealed record DialCandidate(Chain Chain, bool Suppressed, Instant? ClosedUntil, int AttemptsToday)
{
    /// <summary>It was claimed because its callback was due, and for nothing else.</summary>
    public bool Promised { get; init; }
}
