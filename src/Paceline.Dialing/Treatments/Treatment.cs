using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;

namespace Paceline.Dialing.Treatments;

/// <summary>What is next for a chain.</summary>
public abstract record NextStep
{
    private protected NextStep()
    {
    }

    /// <summary>The same number again, after so many retry intervals of the campaign.</summary>
    public sealed record RetryIn(double Intervals) : NextStep;

    /// <summary>The same number again, after a time that a rule from outside sets, whatever the campaign's interval.</summary>
    public sealed record RetryAfter(Duration Rest) : NextStep;

    /// <summary>The next number of the person, at once; after the last one the first again after so many intervals, or never when 0.</summary>
    public sealed record NextInChain(double IntervalsAfterLast) : NextStep;

    /// <summary>Nothing: the chain is finished.</summary>
    public sealed record Done : NextStep;
}

/// <summary>The rule for what is next, by what was found (a call result) or said (a disposition). A list of steps is a sequence: the
/// n-th same result in a row takes the n-th step, and those after the last take <see cref="NextStep.NextInChain"/> without return
/// (features 13.4).</summary>
public static class Treatment
{
    private static readonly NextStep _done = new NextStep.Done();
    private static readonly NextStep _leaveInPeace = new NextStep.RetryAfter(Peace.Length);
    private static readonly NextStep _nextNumber = new NextStep.NextInChain(IntervalsAfterLast: 0);

    private static ImmutableArray<NextStep> Retry(params ReadOnlySpan<double> intervals) => [.. intervals.ToArray().Select(i => new NextStep.RetryIn(i))];

    private static readonly ImmutableDictionary<string, ImmutableArray<NextStep>> _steps =
        new Dictionary<string, ImmutableArray<NextStep>>(StringComparer.Ordinal)
    {
        // Found.
        [nameof(CallResult.Busy)] = Retry(0.25, 0.5, 1, 2),
        [nameof(CallResult.NoAnswer)] = [new NextStep.NextInChain(1), new NextStep.NextInChain(2), new NextStep.NextInChain(4), new NextStep.NextInChain(8)],
        [nameof(CallResult.AnsweringMachine)] = Retry(2, 4, 8),
        [nameof(CallResult.RemoteRelease)] = Retry(4, 24),
        [nameof(CallResult.AllTrunksBusy)] = Retry(0.1, 0.25, 0.5, 1, 2, 4),
        [nameof(CallResult.SwitchError)] = Retry(0.25, 1, 2, 4, 8),
        [nameof(CallResult.NoFreePort)] = Retry(0.1, 0.1, 0.25, 0.5, 1, 1, 1),
        [nameof(CallResult.SystemError)] = Retry(1, 2, 4),
        [nameof(CallResult.Silence)] = Retry(1, 4),
        [nameof(CallResult.Cleared)] = Retry(0.1, 0.25, 0.5, 1, 1, 1, 1),

        // What Peace follows.
        [nameof(CallResult.Abandoned)] = [_leaveInPeace, _leaveInPeace],
        [nameof(CallResult.Dropped)] = [_leaveInPeace, _leaveInPeace],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableArray<NextStep> _finish = [_done];
    private static readonly ImmutableArray<NextStep> _tryNextNumber = [_nextNumber];
    private static readonly ImmutableArray<NextStep> _tryAgain = Retry(1, 2, 4, 8);
    private static readonly ImmutableArray<NextStep> _tryLater = Retry(2, 4, 8);

    /// <summary>What was said, by the campaign's pad; nothing was said, or what it never had: the chain is finished.</summary>
    private static ImmutableArray<NextStep> StepsOf(Disposition? said) => (said?.Step ?? DispositionStep.Finish) switch
    {
        DispositionStep.Finish or DispositionStep.DoNotCall => _finish,
        DispositionStep.TryAgain => _tryAgain,
        DispositionStep.TryLater => _tryLater,
        DispositionStep.NextNumber => _tryNextNumber,
    };

    /// <summary>What is next after a result that no conversation followed.</summary>
    /// <param name="inviteLeft">False: the attempt does not count, the person was never reached for.</param>
    public static ChainChange After(CallResult found, bool inviteLeft, Chain chain, CampaignRules rules, Instant now) =>
        Next(found.ToString(), _steps.GetValueOrDefault(found.ToString(), _tryNextNumber), inviteLeft ? chain.Attempts + 1 : chain.Attempts, chain, rules, now);

    /// <summary>What is next after a conversation, by what the agent said of it.</summary>
    /// <param name="inviteLeft">False: the agent closed the record without a call, which counts as no attempt.</param>
    public static ChainChange AfterConversation(string disposition, bool inviteLeft, Chain chain, CampaignRules rules, Instant now)
    {
        var attempts = inviteLeft ? chain.Attempts + 1 : chain.Attempts;
        var said = rules.Dispositions.Find(disposition);
        return said is { Suppresses: true }
            ? new ChainChange.Finished(attempts, "do not call")
            : Next(disposition, StepsOf(said), attempts, chain, rules, now);
    }

    private static ChainChange Next(string word, ImmutableArray<NextStep> sequence, int attempts, Chain chain, CampaignRules rules, Instant now)
    {
        var streak = chain.Streak.After(word);
        var step = streak.Count <= sequence.Length ? sequence[streak.Count - 1] : _nextNumber;
        return step switch
        {
            NextStep.Done => new ChainChange.Finished(attempts, "outcome"),
            _ when attempts >= rules.AttemptsPerChain => new ChainChange.Finished(attempts, "attempts used up"),
            NextStep.RetryAfter later => new ChainChange.DueAgain(now + later.Rest, chain.Position, attempts, streak),
            NextStep.RetryIn retry => new ChainChange.DueAgain(now + (rules.RetryInterval * retry.Intervals), chain.Position, attempts, streak),
            NextStep.NextInChain when chain.Position + 1 < chain.Records.Length =>
                new ChainChange.DueAgain(now, chain.Position + 1, attempts, Streak.None),
            NextStep.NextInChain { IntervalsAfterLast: > 0 } next =>
                new ChainChange.DueAgain(now + (rules.RetryInterval * next.IntervalsAfterLast), Position: 0, attempts, streak),
            _ => new ChainChange.Finished(attempts, "last number"),
        };
    }
}
