using NodaTime;
using Paceline.Dialing.Contacts;

namespace Paceline.Dialing.Compliance;

/// <summary>Whether one number may be dialled now: computed for each dial, and checked again in the transaction that commits it.</summary>
public abstract record DialPermission
{
    private protected DialPermission()
    {
    }

    /// <summary>Dial, no later than <paramref name="ValidUntil"/>.</summary>
    public sealed record Allowed(Instant ValidUntil) : DialPermission;

    /// <summary>Do not dial.</summary>
    /// <param name="Until">When to ask again; null: never for this chain.</param>
    public sealed record Refused(RefusedBecause Because, Instant? Until) : DialPermission;

    /// <summary>A permission is used at once or not at all; this bounds the time between decision and INVITE.</summary>
    public static Duration Validity { get; } = Duration.FromSeconds(30);

    /// <summary>The checks in the order of their weight: Do Not Call, caps, an open attempt, the window.</summary>
    public static DialPermission For(DialCandidate candidate, CallingLimits limits, Instant now)
    {
        if (candidate.Suppressed)
        {
            return new Refused(RefusedBecause.DoNotCall, Until: null);
        }

        if (candidate.Chain.Attempts >= limits.AttemptsPerChain)
        {
            return new Refused(RefusedBecause.AttemptsUsedUp, Until: null);
        }

        if (candidate.AttemptsToday >= limits.AttemptsPerNumberPerDay)
        {
            return new Refused(RefusedBecause.AttemptsToday, now + Duration.FromHours(1));
        }

        if (candidate.ClosedUntil is { } until && until > now)
        {
            return new Refused(RefusedBecause.NumberInUse, Instant.Min(until, now + Duration.FromHours(1)));
        }

        return limits.Window.At(candidate.Chain.Current.Zone, now) switch
        {
            WindowVerdict.Open open => new Allowed(Instant.Min(open.Until, now + Validity)),
            WindowVerdict.Closed closed => new Refused(RefusedBecause.OutsideWindow, closed.Until),
            _ => new Refused(RefusedBecause.UnknownZone, Until: null),
        };
    }
}

/// <summary>What a campaign group allows itself. The defaults keep the law of the United States; another window is the operator's to answer for.</summary>
public sealed record CallingLimits(CallingWindow Window, int AttemptsPerChain, int AttemptsPerNumberPerDay);

/// <summary>Why a number may not be dialled.</summary>
public enum RefusedBecause
{
    /// <summary>The number is on the Do Not Call list.</summary>
    DoNotCall,

    /// <summary>The chain has had all its attempts.</summary>
    AttemptsUsedUp,

    /// <summary>The number has had its attempts of 24 hours.</summary>
    AttemptsToday,

    /// <summary>Another attempt to the number is open, or it rests: after one whose end nobody saw, or because its person is left in peace.</summary>
    NumberInUse,

    /// <summary>It is outside the calling window where the number is.</summary>
    OutsideWindow,

    /// <summary>The only agents who are free gave the record back a moment ago.</summary>
    JustSkipped,

    /// <summary>Nobody knows where the number is, so nobody knows the time there.</summary>
    UnknownZone,
}
