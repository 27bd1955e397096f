using System.Diagnostics;
using NodaTime;
using Paceline.Dialing.Campaigns;
using static Paceline.Dialing.Attempts.AttemptInput;

namespace Paceline.Dialing.Attempts;

/// <summary>Where an attempt is in its life, with just the data of that moment.</summary>
public abstract record AttemptState
{
    private protected AttemptState()
    {
    }

    /// <summary>Nothing has left: an agent is asked to be free for it, or it is dialled ahead and ordered in the same commit.</summary>
    public sealed record Reserving(Instant Since) : AttemptState;

    /// <summary>The agent reads the record; nothing has left.</summary>
    public sealed record Previewing(Instant Since) : AttemptState;

    /// <summary>Committed; the INVITE is on its way to the node or beyond.</summary>
    public sealed record Ordered(Instant At, Instant ValidUntil) : AttemptState;

    /// <summary>The INVITE left; perhaps it rings.</summary>
    /// <param name="RingsSince">Null: nothing was heard of it yet.</param>
    public sealed record Dialing(Instant OrderedAt, Instant? RingsSince) : AttemptState;

    /// <summary>A person answered and hears no agent yet.</summary>
    /// <param name="TooLate">The node plays the message, or has let go of the call: no agent can be given to it any more.</param>
    /// <param name="Bridging">The node is told to connect the two. Until it has answered nobody else is asked: it may have done so.</param>
    public sealed record Answered(Instant At, bool TooLate = false, bool Bridging = false) : AttemptState;

    /// <summary>Agent and person hear each other.</summary>
    public sealed record Bridged(Instant At) : AttemptState;

    /// <summary>Over.</summary>
    public sealed record Ended(CallResult Result, bool InviteLeft, Instant At) : AttemptState;

    /// <summary>Given up before anything left.</summary>
    public sealed record Withdrawn : AttemptState;
}

/// <summary>The life of one attempt, from the reservation of its agent, or the order of one that is dialled ahead, to its end. Held by the
/// campaign group, which is its only writer.</summary>
/// <param name="Agent">Whose call it is, or will be; null: dialled ahead, and nobody has it yet.</param>
/// <param name="Handing">A call that is dialled for the agent, or a record that the agent reads and calls.</param>
public sealed record DialAttempt(AttemptId Id, AgentId? Agent, AttemptState State, bool CancelOrdered = false, Handing Handing = Handing.Call)
{
    /// <summary>Dialled for whoever is free when somebody answers (mode Predictive).</summary>
    public bool Ahead { get; init; }

    /// <summary>When it was ordered: what is learned about ringing counts from here. Null: it is not.</summary>
    public Instant? OrderedAt { get; init; }

    /// <summary>An agent who does not confirm a reservation in this time, and that of an offer, is not waited for.</summary>
    public static Duration ReservationTimeout { get; } = Duration.FromSeconds(5);

    /// <summary>Time a node has to report the end of an unanswered call after its ring time-out: transaction time-outs of SIP
    /// (64 × T1 = 32 s, RFC 3261 §17.1.1.2) and some air.</summary>
    public static Duration ReportMargin { get; } = Duration.FromSeconds(64);

    /// <summary>How long a number rests after an attempt whose end nobody saw: it may ring that long (security: quarantine).</summary>
    public static Duration QuarantineAfter(CampaignRules rules) => rules.RingTimeout + Duration.FromSeconds(32);

    public bool IsOver => State is AttemptState.Ended or AttemptState.Withdrawn;

    /// <summary>Not yet answered: the agent is reserved, and nobody hears anything yet.</summary>
    public bool IsBeforeAnswer => IsBeforeOrder || State is AttemptState.Ordered or AttemptState.Dialing;

    /// <summary>Nothing has left, and no node knows it.</summary>
    public bool IsBeforeOrder => State is AttemptState.Reserving or AttemptState.Previewing;

    /// <summary>Dialled ahead, on its way, and neither answered nor taken back: it will perhaps want an agent.</summary>
    public bool MayWantAgent => Ahead && !CancelOrdered && State is (AttemptState.Ordered or AttemptState.Dialing);

    /// <summary>Somebody has answered, and no agent is theirs yet.</summary>
    public bool WantsAgent => Agent is null && State is AttemptState.Answered { TooLate: false };

    /// <summary>When this attempt wants to be told the time; null: never.</summary>
    public Instant? Due(CampaignRules rules) => State switch
    {
        AttemptState.Reserving reserving => reserving.Since + ReservationTimeout
            + (Handing is Handing.Record || rules.Agents.AsksBeforeDialling ? rules.Agents.OfferFor : Duration.Zero),
        AttemptState.Ordered ordered => ordered.At + rules.RingTimeout + ReportMargin,
        AttemptState.Dialing dialing => dialing.OrderedAt + rules.RingTimeout + ReportMargin,
        _ => null,
    };

    /// <summary>One function per state. An input that a state does not list came twice or too late and changes nothing.</summary>
    public AttemptFact? Decide(AttemptInput input, Instant now, CampaignRules rules) => State switch
    {
        AttemptState.Reserving => InReserving(input, now, rules),
        AttemptState.Previewing => InPreviewing(input),
        AttemptState.Ordered => InOrdered(input, now, rules),
        AttemptState.Dialing dialing => InDialing(dialing, input, now, rules),
        AttemptState.Answered => InAnswered(input, now, rules),
        AttemptState.Bridged => InBridged(input, now, rules),
        AttemptState.Ended or AttemptState.Withdrawn => null,
        _ => throw new UnreachableException($"attempt state {State}"),
    };

    private AttemptFact.Withdrawn? InReserving(AttemptInput input, Instant now, CampaignRules rules) => input switch
    {
        AgentGone gone => new(Id, gone.Why),
        NodeForgot forgot => new(Id, forgot.Why),
        TimePassed when now >= Due(rules) => new(Id, "the agent did not confirm in time"),
        _ => null,
    };

    /// <summary>As long as the agent likes; their own clock counts.</summary>
    private AttemptFact.Withdrawn? InPreviewing(AttemptInput input) => input is AgentGone gone ? new(Id, gone.Why) : null;

    private AttemptFact? InOrdered(AttemptInput input, Instant now, CampaignRules rules) => input switch
    {
        InviteLeft => new AttemptFact.Placed(Id),
        Alerting => new AttemptFact.Alerted(Id),
        PersonAnswered => new AttemptFact.Answered(Id),
        _ => InFlight(input, now, rules),
    };

    private AttemptFact? InDialing(AttemptState.Dialing state, AttemptInput input, Instant now, CampaignRules rules) => input switch
    {
        Alerting when state.RingsSince is null => new AttemptFact.Alerted(Id),
        PersonAnswered => new AttemptFact.Answered(Id),
        _ => InFlight(input, now, rules),
    };

    private AttemptFact? InFlight(AttemptInput input, Instant now, CampaignRules rules) => input switch
    {
        AgentGone gone when !CancelOrdered => new AttemptFact.CancelOrdered(Id, gone.Why),
        TimePassed when now >= Due(rules) => Interrupt(now, rules, "the node never reported its end"),
        _ => AnyState(input, now, rules),
    };

    private AttemptFact? InAnswered(AttemptInput input, Instant now, CampaignRules rules) => input switch
    {
        BridgeMade => new AttemptFact.Bridged(Id),
        MessageBegan => new AttemptFact.MessageStarted(Id),
        _ => AnyState(input, now, rules),
    };

    private AttemptFact? InBridged(AttemptInput input, Instant now, CampaignRules rules) => AnyState(input, now, rules);

    private AttemptFact? AnyState(AttemptInput input, Instant now, CampaignRules rules) => input switch
    {
        CallOver over => End(over.Evidence),
        NodeForgot forgot => Interrupt(now, rules, forgot.Why),
        _ => null,
    };

    private AttemptFact.Ended End(Evidence evidence)
    {
        var (cause, result) = CallResults.Judge(evidence);
        return new(Id, evidence, cause, result);
    }

    private AttemptFact.Interrupted Interrupt(Instant now, CampaignRules rules, string why) =>
        new(Id, now + QuarantineAfter(rules), why, LeftAlone: State is AttemptState.Answered);

    /// <summary>The next state. A pair that is not listed cannot happen.</summary>
    public DialAttempt Evolve(AttemptFact fact, Instant at) => (State, fact) switch
    {
        (AttemptState.Reserving, AttemptFact.Previewed) => this with { State = new AttemptState.Previewing(at) },
        (AttemptState.Reserving or AttemptState.Previewing, AttemptFact.Withdrawn) => this with { State = new AttemptState.Withdrawn() },
        (AttemptState.Reserving or AttemptState.Previewing, AttemptFact.Ordered ordered) =>
            this with { State = new AttemptState.Ordered(at, ordered.ValidUntil), OrderedAt = at },
        (AttemptState.Ordered s, AttemptFact.Placed) => this with { State = new AttemptState.Dialing(s.At, RingsSince: null) },
        (AttemptState.Ordered s, AttemptFact.Alerted) => this with { State = new AttemptState.Dialing(s.At, at) },
        (AttemptState.Dialing s, AttemptFact.Alerted) => this with { State = s with { RingsSince = at } },
        (AttemptState.Ordered or AttemptState.Dialing or AttemptState.Answered or AttemptState.Bridged, AttemptFact.CancelOrdered) =>
            this with { CancelOrdered = true },
        (AttemptState.Ordered or AttemptState.Dialing, AttemptFact.Answered) => this with { State = new AttemptState.Answered(at) },
        (AttemptState.Answered, AttemptFact.AgentAssigned assigned) => this with { Agent = assigned.Agent },
        (AttemptState.Answered s, AttemptFact.AgentLost lost) =>
            this with { Agent = null, State = s with { TooLate = s.TooLate || lost.TooLate, Bridging = false } },
        (AttemptState.Answered s, AttemptFact.BridgeOrdered) => this with { State = s with { Bridging = true } },
        (AttemptState.Answered, AttemptFact.Bridged) => this with { State = new AttemptState.Bridged(at) },
        (AttemptState.Answered s, AttemptFact.MessageStarted) => this with { State = s with { TooLate = true } },
        (AttemptState.Ordered or AttemptState.Dialing or AttemptState.Answered or AttemptState.Bridged, AttemptFact.Ended ended) =>
            this with { State = new AttemptState.Ended(ended.Result, ended.Evidence.InviteLeft, at) },
        (AttemptState.Ordered or AttemptState.Dialing or AttemptState.Answered or AttemptState.Bridged, AttemptFact.Interrupted) =>
            this with { State = new AttemptState.Ended(CallResult.SystemError, InviteLeft: true, at) },
        _ => throw new InvalidOperationException($"Attempt {Id}: {fact.GetType().Name} cannot follow {State.GetType().Name}."),
    };
}
