using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using static Paceline.Dialing.Attempts.AttemptInput;

namespace Paceline.Tests.Dialing;

/// <summary>The life of an attempt, walked to its end in every way there is.</summary>
public sealed class AttemptMachine
{
    private static readonly AttemptInput[] _inputs =
    [
        new InviteLeft(), new Alerting(), new PersonAnswered(), new BridgeMade(), new MessageBegan(),
        new CallOver(Seen.Talked), new CallOver(Seen.Refused(486)), new AgentGone("left"), new NodeForgot("crashed"), new TimePassed(),
    ];

    private static readonly DialAttempt _new = new(Seen.Attempt(1), new AgentId("anna"), new AttemptState.Reserving(Seen.Noon));
    private static readonly AttemptFact.Ordered _ordered = new(Seen.Attempt(1), Seen.Noon + Duration.FromSeconds(30), 1, 0, 0, 0, 0.03);

    [Fact]
    public void Every_walk_of_seven_inputs_stays_inside_the_table_and_meets_no_other_state_than_these()
    {
        // The clock goes on by a minute each step, so that all time-outs are met on the way.
        var met = new HashSet<DialAttempt>(IgnoringTime.Instance);
        var reached = new HashSet<(DialAttempt, int)>();
        var edge = new Queue<(DialAttempt Attempt, int Depth)>([(_new, 0), (_new.Evolve(_ordered, Seen.Noon), 0)]);
        while (edge.TryDequeue(out var place))
        {
            met.Add(place.Attempt);
            if (place.Depth == 7 || !reached.Add(place))
            {
                continue;
            }

            var now = Seen.Noon + Duration.FromMinutes(place.Depth + 1);
            foreach (var input in _inputs)
            {
                var fact = place.Attempt.Decide(input, now, Seen.Rules);
                edge.Enqueue((fact is null ? place.Attempt : place.Attempt.Evolve(fact, now), place.Depth + 1));
            }
        }

        // Reserving; Ordered, Dialing and Dialing that rings, each as it is and taken back; Answered, Answered that hears the
        // message, and Bridged, likewise;
        // Withdrawn; Ended by Answer, Busy and SystemError, likewise.
        met.Count.ShouldBe(1 + (2 * 3) + (3 * 2) + 1 + (2 * 3), string.Join('\n', met));
        met.ShouldContain(static a => a.State is AttemptState.Answered && a.CancelOrdered, "the answer that crosses our CANCEL");
    }

    [Fact]
    public void An_input_that_comes_twice_changes_nothing_the_second_time()
    {
        // Only facts that are a change of state are asked; a message may begin once and be reported twice.
        foreach (var input in _inputs.Where(static i => i is not MessageBegan))
        {
            var attempt = _new.Evolve(_ordered, Seen.Noon);
            var now = Seen.Noon + Duration.FromHours(1);
            if (attempt.Decide(input, now, Seen.Rules) is { } first)
            {
                attempt.Evolve(first, now).Decide(input, now, Seen.Rules).ShouldBeNull(input.ToString());
            }
        }
    }

    [Fact]
    public void What_is_over_stays_over()
    {
        foreach (var end in (AttemptState[])[new AttemptState.Withdrawn(), new AttemptState.Ended(CallResult.Busy, InviteLeft: true, Seen.Noon)])
        {
            var attempt = _new with { State = end };
            attempt.Due(Seen.Rules).ShouldBeNull();
            _inputs.ShouldAllBe(input => attempt.Decide(input, Seen.Noon + Duration.FromDays(1), Seen.Rules) == null);
        }
    }

    [Fact]
    public void Before_an_answer_an_attempt_always_wants_the_time_and_is_over_when_it_comes()
    {
        foreach (var state in (AttemptState[])[
            new AttemptState.Reserving(Seen.Noon), new AttemptState.Ordered(Seen.Noon, Seen.Noon), new AttemptState.Dialing(Seen.Noon, RingsSince: Seen.Noon)])
        {
            var attempt = _new with { State = state };
            var due = attempt.Due(Seen.Rules).ShouldNotBeNull();

            attempt.Decide(new TimePassed(), due - Duration.Epsilon, Seen.Rules).ShouldBeNull();
            attempt.Evolve(attempt.Decide(new TimePassed(), due, Seen.Rules).ShouldNotBeNull(), due).IsOver.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_number_rests_after_an_end_that_nobody_saw()
    {
        var dialing = _new with { State = new AttemptState.Dialing(Seen.Noon, RingsSince: Seen.Noon) };

        var lost = dialing.Decide(new NodeForgot("crashed"), Seen.Noon, Seen.Rules).ShouldBeOfType<AttemptFact.Interrupted>();

        lost.QuarantineUntil.ShouldBe(Seen.Noon + Seen.Rules.RingTimeout + Duration.FromSeconds(32), "64 × T1 after the ring time-out");
    }

    [Fact]
    public void A_fact_that_cannot_follow_is_a_broken_machine() =>
        Should.Throw<InvalidOperationException>(static () => _new.Evolve(new AttemptFact.Bridged(Seen.Attempt(1)), Seen.Noon))
            .Message.ShouldContain("Bridged cannot follow Reserving");

    private sealed class IgnoringTime : IEqualityComparer<DialAttempt>
    {
        public static IgnoringTime Instance { get; } = new();

        public bool Equals(DialAttempt? x, DialAttempt? y) => Timeless(x!) == Timeless(y!);

        public int GetHashCode(DialAttempt obj) => Timeless(obj).GetHashCode();

        private static DialAttempt Timeless(DialAttempt attempt) => attempt with
        {
            OrderedAt = null,
            State = attempt.State switch
            {
                AttemptState.Ordered => new AttemptState.Ordered(default, default),
                AttemptState.Dialing dialing => new AttemptState.Dialing(default, dialing.RingsSince is null ? null : default(Instant)),
                AttemptState.Answered answered => answered with { At = default },
                AttemptState.Ended ended => ended with { At = default },
                AttemptState.Bridged => new AttemptState.Bridged(default),
                AttemptState.Reserving => new AttemptState.Reserving(default),
                var over => over,
            },
        };
    }
}
