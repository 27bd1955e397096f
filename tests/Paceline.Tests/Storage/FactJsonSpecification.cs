using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using Paceline.Dialing.Pacing;
using Paceline.Storage;

namespace Paceline.Tests.Storage;

/// <summary>Facts are read for years: what is written today is compared with what was written when the fact was new.</summary>
public sealed class FactJsonSpecification
{
    private static readonly AgentId _anna = new("anna");
    private static readonly GroupId _group = new("renewals");
    private static readonly NodeEpoch _epoch = new("node-1/7");
    private static readonly AttemptId _attempt = new(Guid.Parse("0198f6a0-0000-7000-8000-000000000001"));
    private static readonly Instant _at = Instant.FromUtc(2026, 3, 3, 17, 0, 0) + Duration.FromTicks(1_234_567);
    private static readonly Chain _chain = new(
        new(42),
        [new(new(7), new("+12125551000"), "America/New_York"), new(new(8), new("+442079460958"), "Europe/London")],
        Position: 1,
        Attempts: 3,
        new("NoAnswer", 2));

    private static readonly Booking _booking = new(
        _at, Personal: true, Position: null, new NewNumber(new("+12125551001"), "America/New_York"), "America/New_York", "Ask for Ann.");

    private static readonly Callback _callback = new(_attempt, _at, "America/New_York", _anna, _anna, "Ask for Ann.");

    private static readonly Evidence _evidence = new(
        486, 17, "Busy Here", EndedBy.FarEnd, Heard.Ringback, InviteLeft: true, Answered: false, Bridged: false, MessagePlayed: false,
        Media: false, 0, 0, 4_200);

    private static readonly PacingReason _why = new(
        PacingCause.Threshold, 8, 1, 0, 1, 11.5, 0.75, 0.5, 6, 1.25, 0.25, RateSource.Slow, 0.125, 0.0625, 1.5, 0.03125, 400, 9, 0.03, 3, 4.5, 5,
        0.00025, 1_600, 30, 0, 2, 0);

    private static readonly PacingModel _learned =
        PacingModel.New(Duration.FromSeconds(25)).AfterPresented(_at - Duration.FromSeconds(8), _at, _at).AfterTalk(Duration.FromSeconds(90));

    /// <summary>One of every fact, in the order of their words.</summary>
    private static readonly DialingFact[] _samples =
    [
        new AgentFact.SignedIn(_anna),
        new AgentFact.SignedOut(_anna, "Signed out"),
        new AgentFact.SignedOut(_anna, "by a supervisor", "kim"),
        new AgentFact.LegCameUp(_anna, _epoch, Browser: true),
        new AgentFact.LegWentDown(_anna, "lost"),
        new AgentFact.Assigned(_anna, new("renewals"), new("winback"), "kim"),
        new AgentFact.BecameReady(_anna, _group, _epoch, 5),
        new AgentFact.BecameNotReady(_anna, _group, "Lunch", 5),
        new AgentFact.BecameNotReady(_anna, _group, "Lunch", 5, "kim"),
        new AgentFact.NotReadyBooked(_anna, Reason: null),
        new AgentFact.NotReadyBooked(_anna, "Break", Until: _at),
        new AgentFact.SignOutAsked(_anna, _at),
        new AgentFact.SignOutAsked(_anna, Until: null, Channel: true),
        new AgentFact.SignOutAsked(_anna, Until: null, Channel: false, "kim", Now: true),
        new AgentFact.ChannelSignedOut(_anna),
        new AgentFact.SignOutHeld(_anna, _at),
        new AgentFact.SignOutAllowed(_anna),
        new AgentFact.SignOutTakenBack(_anna),
        new AgentFact.RecordAsked(_anna, _group, 5),
        new AgentFact.RecordMissed(_anna, "none is left"),
        new AgentFact.Offered(_anna, _attempt, Handing.Record, _at),
        new AgentFact.PreviewOpened(_anna, _group, _attempt),
        new AgentFact.CallChosen(_anna, _group, _attempt, 1, new NewNumber(new("+12125551001"), "America/New_York"), _epoch),
        new AgentFact.CallRefused(_anna, _attempt, "asleep"),
        new AgentFact.CallPossible(_anna, _attempt),
        new AgentFact.ClockStopped(_anna, _attempt),
        new AgentFact.MoreTimeTaken(_anna, _attempt),
        new AgentFact.RecordReturned(_anna, _group, _attempt, ReturnedAs.Skipped),
        new AgentFact.Reserved(_anna, _group, _attempt),
        new AgentFact.ReservationRefused(_anna, _group, _attempt, "the agent is not free"),
        new AgentFact.Released(_anna, _attempt),
        new AgentFact.Connected(_anna, _attempt),
        new AgentFact.HoldOrdered(_anna, _attempt, _epoch),
        new AgentFact.ResumeOrdered(_anna, _attempt, _epoch),
        new AgentFact.HangUpOrdered(_anna, _attempt, _epoch),
        new AgentFact.HangUpAsked(_anna, _group, _attempt),
        new AgentFact.ConversationEnded(_anna, _attempt),
        new AgentFact.CallbackBooked(_anna, _attempt, _booking),
        new AgentFact.CallbackDropped(_anna, _attempt),
        new AgentFact.OutcomeSet(_anna, _group, _attempt, "agreed", "Wants a letter."),
        new AgentFact.OutcomeSet(_anna, _group, _attempt, "never", "", "Answer", Suppresses: true),
        new AgentFact.OutcomeTakenBack(_anna, _group, _attempt, 6),
        new AgentFact.UndoMade(_anna, _attempt),
        new AgentFact.UndoRefused(_anna, _attempt, "The person is being called again."),
        new AgentFact.RecordEdited(_anna, _attempt, "E-mail", "ann@example.org"),
        new GroupFact.DialingStarted("kim"),
        new GroupFact.DialingStopped("kim"),
        new GroupFact.Loaded("kim"),
        new GroupFact.UnloadOrdered("kim", Forced: true),
        new GroupFact.Unloaded(),
        new GroupFact.ModeSet(DialMode.Preview, "kim"),
        new GroupFact.DispositionsSet(
            new([new("voicemail", "Voicemail", 2, DispositionStep.TryLater) { Reached = false, Folder = "Sales/Phone", Implies = "AnsweringMachine" }], Mandatory: false, ["Busy"]),
            "kim"),
        new GroupFact.PacingSet(new(new PacingGoal.BusyFactor(0.85), Duration.FromHours(6)), "kim"),
        new GroupFact.RulesSet(
            CampaignRules.Default with { RingTimeout = Duration.FromSeconds(40), CallerId = new("+12125550199") }, "kim"),
        new GroupFact.AgentJoined(_anna, 5, _epoch),
        new GroupFact.AgentLeft(_anna, 5, "Lunch"),
        new GroupFact.RecordAsked(_anna, 5),
        new GroupFact.NoRecord(_anna, 5, "none is left"),
        new GroupFact.CallChosen(_attempt, _chain, _epoch),
        new GroupFact.CallRefused(_attempt, "asleep"),
        new GroupFact.CallPossible(_attempt),
        new GroupFact.RecordsAwaited(_at),
        new GroupFact.TrunkChanged("main", "does not answer"),
        new GroupFact.ChainDeferred(_chain, RefusedBecause.OutsideWindow, _at),
        new GroupFact.ReservationOrdered(_attempt, _chain, _anna, 5, _epoch),
        new GroupFact.DialedAhead(_attempt, _chain, _epoch),
        new GroupFact.PacingDecided(_why),
        new GroupFact.PacingLearned(_learned, new(_at.InUtc().Date, Duration.FromMinutes(90))),
        new GroupFact.AgentPlans(_anna, AgentPlan.SignsOut),
        new GroupFact.SignOutHeld(_anna, 5, _at),
        new GroupFact.SignOutCleared(_anna, 5),
        new GroupFact.OutcomeRecorded(_attempt, _anna, "agreed"),
        new GroupFact.OutcomeRecorded(_attempt, _anna, "voicemail", Booking: null, "AnsweringMachine"),
        new GroupFact.NumberAdded(_chain.Id, 2, new NewNumber(new("+12125551001"), "America/New_York")),
        new GroupFact.CallbackMissed(_chain.Id, _callback, CallResult.AgentCallbackError, "its agent was not free"),
        new GroupFact.CallbackChanged(_chain.Id, _callback, "kim"),
        new GroupFact.CallbackCancelled(_chain.Id, _attempt, "kim"),
        new GroupFact.OutcomeReturned(_attempt, _anna, new(7), "agreed"),
        new GroupFact.UndoRefused(_attempt, _anna, "The person is being called again."),
        new GroupFact.ChainChangeOrdered(_attempt, _chain.Id, new ChainChange.DueAgain(_at, 0, 4, Streak.None)),
        new GroupFact.ChainChangeOrdered(_attempt, _chain.Id, new ChainChange.DueAgain(_at, 0, 4, Streak.None, _callback)),
        new GroupFact.ChainChangeOrdered(null, _chain.Id, new ChainChange.Finished(4, "do not call")),
        new AttemptFact.Withdrawn(_attempt, "no agent"),
        new AttemptFact.Previewed(_attempt),
        new AttemptFact.Ordered(_attempt, _at, 2, 100, 1, 0, 0.03),
        new AttemptFact.Placed(_attempt),
        new AttemptFact.Alerted(_attempt),
        new AttemptFact.Answered(_attempt),
        new AttemptFact.AgentAssigned(_attempt, _anna, 5, _epoch),
        new AttemptFact.AgentLost(_attempt, _anna, "the leg is down"),
        new AttemptFact.BridgeOrdered(_attempt),
        new AttemptFact.Bridged(_attempt),
        new AttemptFact.MessageStarted(_attempt),
        new AttemptFact.CancelOrdered(_attempt, "Lunch"),
        new AttemptFact.Ended(_attempt, _evidence, Cause.Busy, CallResult.Busy),
        new AttemptFact.Interrupted(_attempt, _at, "its node is gone"),
        new CallFact.Returned("main", new("+12125550100"), Called: null, _group),
    ];

    [Fact]
    public void Every_fact_is_written_as_it_was_when_it_was_new()
    {
        var lines = _samples.Select(static fact => FactJson.Write(fact)).ToArray();

        if (Environment.GetEnvironmentVariable("PACELINE_WRITE_GOLDEN") == "1" && Golden().All(old => lines.Any(line => Has(line, old))))
        {
            // New facts and new members only: an old line that has lost or changed something is never written over.
            File.WriteAllLines(GoldenPath(), lines);
        }

        lines.ShouldBe(Golden(), "a change of contract: add members, never rename or remove one");
    }

    /// <summary>Everything of the old line is in the new one, as it was.</summary>
    private static bool Has(string line, string old)
    {
        using var now = JsonDocument.Parse(line);
        using var then = JsonDocument.Parse(old);
        return Keeps(now.RootElement, then.RootElement);

        static bool Keeps(JsonElement now, JsonElement then) => (now.ValueKind, then.ValueKind) is (JsonValueKind.Object, JsonValueKind.Object)
            ? then.EnumerateObject().All(member => now.TryGetProperty(member.Name, out var kept) && Keeps(kept, member.Value))
            : now.GetRawText() == then.GetRawText();
    }

    [Fact]
    public void No_fact_has_a_member_that_the_line_around_it_has_already()
    {
        foreach (var sample in _samples)
        {
            using var written = JsonDocument.Parse(FactJson.Write(sample));
            written.RootElement.EnumerateObject().Select(static member => member.Name).ShouldNotContain(
                static name => name == "number" || name == "writer" || name == "version" || name == "at", sample.GetType().Name);
        }
    }

    [Fact]
    public void Every_fact_has_a_sample() => _samples.Select(static f => f.GetType()).Distinct().ShouldBe(
        typeof(DialingFact).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(static a => a.DerivedType), ignoreOrder: true);

    [Fact]
    public void What_was_written_then_is_read_as_the_same_fact() =>
        Golden().Select(static line => FactJson.Write(FactJson.Read<DialingFact>(line))).ShouldBe(Golden());

    [Fact]
    public void Any_values_of_any_fact_come_back_the_same()
    {
        var text = Gen.String[Gen.Char.AlphaNumeric, 0, 40].Select(Gen.String, static (plain, wild) => plain + wild.Replace('\uFFFD', '?'));
        Gen.Select(Gen.Int[0, _samples.Length - 1], Gen.Guid, Gen.Long[0, long.MaxValue], Gen.Long[0, 4_000_000_000_000_000_0], Gen.Bool).Sample(
            (sample, id, number, ticks, flag) =>
            {
                var fact = Varied(_samples[sample], new(id), number, Instant.FromUnixTimeTicks(ticks), flag);
                var json = FactJson.Write(fact);
                FactJson.Write(FactJson.Read<DialingFact>(json)).ShouldBe(json);
            });
        text.Sample(static note =>
        {
            // A lone half of a surrogate pair is no text and cannot be written: it is left out of the samples.
            var fact = new AgentFact.OutcomeSet(_anna, _group, _attempt, "agreed", string.Concat(note.Where(static c => !char.IsSurrogate(c))));
            FactJson.Read<DialingFact>(FactJson.Write<DialingFact>(fact)).ShouldBe(fact);
        });
    }

    [Fact]
    public void Orders_and_inputs_come_back_the_same()
    {
        Order[] orders =
        [
            new Order.ToGroup(_group, new GroupInput.Called(_attempt, new AttemptInput.CallOver(_evidence))),
            new Order.ToAgent(_anna, new AgentInput.SetOutcome(_attempt, "agreed", "Ü\u2028\"")),
            new Order.ToNode(_epoch, new CallCommand.Originate(
                _attempt, _group, new("+12125551000"), _anna, _at, Duration.FromSeconds(25), Duration.FromMilliseconds(1_900),
                CallerId: null, "main", "abandonment", ReallyCall: false)),
        ];

        orders.Select(static o => FactJson.Read<Order>(FactJson.Write(o))).ShouldBe(orders);
        FactJson.Read<CampaignRules>(FactJson.Write(CampaignRules.Default)).ShouldBe(CampaignRules.Default);
        FactJson.Write(CampaignRules.Default).ShouldNotContain("limits", Case.Sensitive, "computed, not kept");
        var report = FactJson.Write<GroupInput>(new GroupInput.NodeReported(_epoch, [_attempt], []));
        FactJson.Write(FactJson.Read<GroupInput>(report)).ShouldBe(report);
    }

    [Fact]
    public void A_number_that_is_none_and_a_word_that_is_unknown_are_not_read()
    {
        Should.Throw<ArgumentException>(static () => FactJson.Read<PhoneNumber>("\"12125551000\""));
        Should.Throw<JsonException>(static () => FactJson.Read<DialingFact>("""{"fact":"agent.danced","agent":"anna"}"""));
        Should.Throw<JsonException>(static () => FactJson.Read<Instant>("\"yesterday\""));
    }

    private static DialingFact Varied(DialingFact fact, AttemptId attempt, long number, Instant at, bool flag) => fact switch
    {
        AttemptFact.Ordered f => f with { Attempt = attempt, ValidUntil = at, AnsweredSoFar = number, Limit = number / 3.0 },
        AttemptFact.Interrupted f => f with { Attempt = attempt, QuarantineUntil = at },
        AttemptFact.Ended f => f with { Attempt = attempt, Evidence = f.Evidence with { EndedAfterMs = number, Answered = flag } },
        AttemptFact f => f with { Attempt = attempt },
        GroupFact.RecordsAwaited => new GroupFact.RecordsAwaited(flag ? at : null),
        GroupFact.ChainDeferred f => f with { Chain = f.Chain with { Id = new(number), Position = flag ? 1 : 0 }, Until = at },
        GroupFact.ChainChangeOrdered f => f with
        {
            Attempt = flag ? attempt : null,
            Change = flag ? new ChainChange.DueAgain(at, 1, 2, new("Busy", 3)) : new ChainChange.Finished(2, "outcome"),
        },
        AgentFact.BecameReady f => f with { Offer = number },
        _ => fact,
    };

    private static string[] Golden() => File.ReadAllLines(GoldenPath());

    private static string GoldenPath() => Path.Combine(Folder(), "golden", "facts.ndjson");

    /// <summary>The folder of this file: next to the project, above the test program.</summary>
    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var here = Path.Combine(folder.FullName, "tests", "Paceline.Tests", "Storage");
            if (Directory.Exists(here))
            {
                return here;
            }
        }

        throw new InvalidOperationException("Run the tests from a build inside the repository.");
    }
}
