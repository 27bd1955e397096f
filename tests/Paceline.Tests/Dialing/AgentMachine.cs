using CsCheck;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using static Paceline.Dialing.Agents.AgentInput;

namespace Paceline.Tests.Dialing;

/// <summary>The life of an agent as a table of every state and every input, and random lives that must stay inside it.</summary>
public sealed class AgentMachine
{
    private static readonly AttemptId _mine = Seen.Attempt(1);
    private static readonly AttemptId _other = Seen.Attempt(2);
    private static readonly AgentLeg _leg = new(Seen.Epoch, Browser: true);
    private static readonly Instant _long = Seen.Noon + Duration.FromHours(1);

    private static readonly Booking _booking = new(
        _long + Duration.FromHours(2), Personal: false, Position: null, Number: null, "America/New_York", "");

    private static readonly (string Name, Agent Agent)[] _states =
    [
        ("out", An(new AgentState.SignedOut(Seen.Noon), leg: null)),
        ("idle", An(new AgentState.NotReady(Seen.Noon, "Break"), _leg)),
        ("ready", An(new AgentState.Ready(Seen.Noon), _leg)),
        ("reserved", An(new AgentState.Reserved(Seen.Noon, _mine), _leg)),
        ("talking", An(new AgentState.Talking(Seen.Noon, _mine, OnHold: false), _leg)),
        ("wrap-up", An(new AgentState.WrapUp(Seen.Noon, _mine), _leg)),
        ("offered", An(new AgentState.Offered(Seen.Noon, _mine, Handing.Record, Seen.Noon + Duration.FromSeconds(20)), _leg)),
        ("preview", An(new AgentState.Previewing(Seen.Noon, _mine), _leg)),
        ("calling", An(new AgentState.Calling(Seen.Noon, _mine), _leg)),
    ];

    private static readonly (string Name, AgentInput Input)[] _inputs =
    [
        ("sign in", new SignIn()),
        ("sign out", new SignOut("end")),
        ("sign out now", new SignOut("end", Now: true)),
        ("sign out of voice", new SignOut("end", Channel: true)),
        ("signed off", new SignOut("order", By: "kim")),
        ("signed off now", new SignOut("order", Now: true, By: "kim")),
        ("sign-off taken back", new Stay("kim")),
        ("sign-out held", new SignOutHeld(7, Seen.Noon + Duration.FromSeconds(20))),
        ("sign-out cleared", new SignOutCleared(7)),
        ("leg up, new epoch", new LegUp(new NodeEpoch("n2"), Browser: true)),
        ("leg up, same", new LegUp(Seen.Epoch, Browser: true)),
        ("leg down", new LegDown(Seen.Epoch, "gone")),
        ("leg down, old epoch", new LegDown(new NodeEpoch("n0"), "gone")),
        ("ready", new MakeReady()),
        ("not ready", new MakeNotReady("Break")),
        ("set to ready", new MakeReady("kim")),
        ("set to not ready", new MakeNotReady("Lunch", "kim")),
        ("set to it now", new MakeNotReady("Lunch", "kim", Now: true)),
        ("put on another", new Assign(new("other"), "kim")),
        ("reserve", new Reserve(_mine, 7)),
        ("reserve, late", new Reserve(_other, 6)),
        ("release", new Release(_mine)),
        ("release other", new Release(_other)),
        ("connect", new Connect(_mine)),
        ("connect other", new Connect(_other)),
        ("hold", new Hold(_mine)),
        ("resume", new Resume(_mine)),
        ("hang up", new HangUp(_mine)),
        ("hang up other", new HangUp(_other)),
        ("call over", new CallOver(_mine)),
        ("call over other", new CallOver(_other)),
        ("outcome", new SetOutcome(_mine, "agreed", "")),
        ("outcome other", new SetOutcome(_other, "agreed", "")),
        ("outcome unknown", new SetOutcome(_mine, "no such", "")),
        ("note too long", new SetOutcome(_mine, "agreed", new string('x', Agent.NoteLengthMax + 1))),
        ("edit", new EditRecord(_mine, "E-mail", "a@b")),
        ("edit other", new EditRecord(_other, "E-mail", "a@b")),
        ("time", new TimePassed()),
        ("ask for a record", new AskRecord()),
        ("no record", new NoRecord(7, "none")),
        ("reserve, to read", new Reserve(_mine, 7, Handing.Record)),
        ("reserve, asking", new Reserve(_mine, 7, Handing.Call, Duration.FromSeconds(20))),
        ("accept", new Accept(_mine)),
        ("accept other", new Accept(_other)),
        ("decline", new Decline(_mine)),
        ("call", new AgentInput.Call(_mine)),
        ("call other", new AgentInput.Call(_other)),
        ("call refused", new CallRefused(_mine, "asleep")),
        ("return", new Return(_mine, ReturnedAs.Skipped)),
        ("not in campaign", new Return(_mine, ReturnedAs.NotInCampaign)),
        ("stop the clock", new StopClock(_mine)),
        ("more time", new MoreTime(_mine)),
        ("more time, other", new MoreTime(_other)),
        ("not reached", new SetOutcome(_mine, Disposition.NotReached, "")),
        ("book a callback", new BookCallback(_mine, _booking)),
        ("book, other", new BookCallback(_other, _booking)),
        ("drop the callback", new DropCallback(_mine)),
        ("undo", new UndoOutcome(_mine)),
        ("undo refused", new UndoRefused(_mine, "it has moved on")),
    ];

    // A dash changes nothing; a word in brackets refuses; + joins facts.
    private const string AtWork = """
                             out                idle               ready                      reserved                   talking            wrap-up
        sign in              SignedIn           -                  -                          -                          -                  -
        sign out             -           SignedOut   SignOutAsked SignOutAsked SignOutAsked SignOutAsked
        sign out now         -           SignedOut   BecameNotReady+SignedOut BecameNotReady+SignedOut SignOutAsked OutcomeSet+BecameNotReady+SignedOut
        sign out of voice    -           ChannelSignedOut SignOutAsked SignOutAsked SignOutAsked SignOutAsked
        signed off           (signed-out) SignedOut  SignOutAsked SignOutAsked SignOutAsked SignOutAsked
        signed off now       (signed-out) SignedOut  BecameNotReady+SignedOut BecameNotReady+SignedOut SignOutAsked OutcomeSet+BecameNotReady+SignedOut
        sign-off taken back  (signed-out) -          -            -            -            -
        sign-out held        -           -           -            -            -            -
        sign-out cleared     -           -           BecameReady  -            -            -
        leg up, new epoch    LegCameUp          LegCameUp          LegCameUp                  LegCameUp                  LegCameUp          LegCameUp
        leg up, same         LegCameUp          -                  -                          -                          -                  -
        leg down             -                  LegWentDown        LegWentDown+BecameNotReady LegWentDown+BecameNotReady LegWentDown        LegWentDown
        leg down, old epoch  -                  -                  -                          -                          -                  -
        ready                (wrong-state)      BecameReady        -                          -                          -                  -
        not ready            (wrong-state)      BecameNotReady     BecameNotReady             NotReadyBooked             NotReadyBooked     NotReadyBooked
        set to ready         (signed-out)       BecameReady        -                          -                          -                  -
        set to not ready     (signed-out)       BecameNotReady     BecameNotReady             NotReadyBooked             NotReadyBooked     NotReadyBooked
        set to it now        (signed-out)       BecameNotReady     BecameNotReady             BecameNotReady             (in-a-call)        OutcomeSet+BecameNotReady
        put on another       Assigned           Assigned           (ready)                    (ready)                    (in-a-call)        (in-a-call)
        reserve              ReservationRefused ReservationRefused Reserved                   -                          -                  -
        reserve, late        ReservationRefused ReservationRefused ReservationRefused         ReservationRefused         ReservationRefused ReservationRefused
        release              -                  -                  -                          Released+BecameReady       -                  -
        release other        -                  -                  -                          -                          -                  -
        connect              SignOutAsked+Connected Connected      Connected                  Connected                  -                  -
        connect other        SignOutAsked+Connected Connected      Connected                  -                          -                  -
        hold                 (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              HoldOrdered        (wrong-state)
        resume               (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              -                  (wrong-state)
        hang up              (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              HangUpOrdered      (wrong-state)
        hang up other        (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (another-call)     (wrong-state)
        call over            -                  -                  -                          -                          ConversationEnded  -
        call over other      -                  -                  -                          -                          -                  -
        outcome              (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      OutcomeSet+BecameReady
        outcome other        (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (another-call)     (another-call)
        outcome unknown      (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (unknown-outcome)
        note too long        (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (note-too-long)
        edit                 (wrong-state) (wrong-state) (wrong-state) (wrong-state) RecordEdited RecordEdited
        edit other           (wrong-state) (wrong-state) (wrong-state) (wrong-state) (another-call) (another-call)
        time                 -                  -                  -                          -                          -                  OutcomeSet+BecameNotReady
        ask for a record     (wrong-state)      (wrong-state)      RecordAsked                (wrong-state)              (wrong-state)      (wrong-state)
        no record            -                  -                  -                          -                          -                  -
        reserve, to read     ReservationRefused ReservationRefused PreviewOpened              -                          -                  -
        reserve, asking      ReservationRefused ReservationRefused Offered                    -                          -                  -
        accept               (wrong-state)      (wrong-state)      (wrong-state)              -                          (wrong-state)      (wrong-state)
        accept other         (wrong-state)      (wrong-state)      (wrong-state)              -                          (wrong-state)      (wrong-state)
        decline              (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (wrong-state)
        call                 (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (wrong-state)
        call other           (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (wrong-state)
        call refused         -                  -                  -                          -                          -                  -
        return               (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (wrong-state)
        not in campaign      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)
        stop the clock       (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)
        more time            (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)
        more time, other     (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)      (wrong-state)
        not reached          (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (wrong-state)      (unknown-outcome)
        book a callback      (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              CallbackBooked     CallbackBooked
        book, other          (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              (another-call)     (another-call)
        drop the callback    (wrong-state)      (wrong-state)      (wrong-state)              (wrong-state)              -                  -
        undo                 (too-late) (too-late) (too-late) (too-late) (too-late) -
        undo refused         - - - - - UndoRefused+BecameNotReady
        """;

    // The same inputs, for an agent who reads records.
    private const string WithRecords = """
                             offered                           preview                                 calling
        sign in              -                                 -                                       -
        sign out             BecameNotReady+SignedOut RecordReturned+BecameNotReady+SignedOut SignOutAsked
        sign out now         BecameNotReady+SignedOut RecordReturned+BecameNotReady+SignedOut SignOutAsked+HangUpAsked
        sign out of voice    BecameNotReady+ChannelSignedOut RecordReturned+BecameNotReady+ChannelSignedOut SignOutAsked
        signed off           BecameNotReady+SignedOut SignOutAsked                            SignOutAsked
        signed off now       BecameNotReady+SignedOut RecordReturned+BecameNotReady+SignedOut SignOutAsked+HangUpAsked
        sign-off taken back  -                                 -                                       -
        sign-out held        -                        -                                       -
        sign-out cleared     -                        -                                       -
        leg up, new epoch    LegCameUp                         LegCameUp                               LegCameUp
        leg up, same         -                                 -                                       -
        leg down             LegWentDown+BecameNotReady        LegWentDown                             LegWentDown
        leg down, old epoch  -                                 -                                       -
        ready                -                                 -                                       -
        not ready            BecameNotReady                    NotReadyBooked                          NotReadyBooked
        set to ready         -                                 -                                       -
        set to not ready     BecameNotReady                    NotReadyBooked                          NotReadyBooked
        set to it now        BecameNotReady                    RecordReturned+BecameNotReady           (in-a-call)
        put on another       (ready)                           (in-a-call)                             (in-a-call)
        reserve              -                                 -                                       -
        reserve, late        ReservationRefused                ReservationRefused                      ReservationRefused
        release              Released+BecameReady              Released+BecameReady                    Released+BecameReady
        release other        -                                 -                                       -
        connect              ReservationRefused+Connected RecordReturned+Connected Connected
        connect other        ReservationRefused+Connected RecordReturned+Connected -
        hold                 (wrong-state)                     (wrong-state)                           (wrong-state)
        resume               (wrong-state)                     (wrong-state)                           (wrong-state)
        hang up              (wrong-state)                     (wrong-state)                           HangUpAsked
        hang up other        (wrong-state)                     (wrong-state)                           (another-call)
        call over            -                                 -                                       ConversationEnded
        call over other      -                                 -                                       -
        outcome              (wrong-state)                     OutcomeSet+BecameReady                  (wrong-state)
        outcome other        (wrong-state)                     (another-call)                          (wrong-state)
        outcome unknown      (wrong-state)                     (unknown-outcome)                       (wrong-state)
        note too long        (wrong-state)                     (note-too-long)                         (wrong-state)
        edit                 (wrong-state) RecordEdited RecordEdited
        edit other           (wrong-state) (another-call) (another-call)
        time                 ReservationRefused+BecameNotReady -                                       -
        ask for a record     (wrong-state)                     (wrong-state)                           (wrong-state)
        no record            -                                 -                                       -
        reserve, to read     -                                 -                                       -
        reserve, asking      -                                 -                                       -
        accept               PreviewOpened                     -                                       (wrong-state)
        accept other         (another-call)                    -                                       (wrong-state)
        decline              ReservationRefused+BecameReady    (wrong-state)                           (wrong-state)
        call                 (wrong-state)                     CallChosen                              -
        call other           (wrong-state)                     (another-call)                          -
        call refused         -                                 -                                       CallRefused
        return               (wrong-state)                     RecordReturned+BecameReady              (wrong-state)
        not in campaign      RecordReturned+BecameReady RecordReturned+BecameReady (wrong-state)
        stop the clock       (wrong-state)      -                  (wrong-state)
        more time            (wrong-state)      (wrong-state)      (wrong-state)
        more time, other     (wrong-state)      (another-call)     (wrong-state)
        not reached          (wrong-state)                     OutcomeSet+BecameReady                  (wrong-state)
        book a callback      (wrong-state)                     RecordReturned+BecameReady              (wrong-state)
        book, other          (wrong-state)                     (another-call)                          (wrong-state)
        drop the callback    (wrong-state)                     (wrong-state)                           (wrong-state)
        undo                 (too-late) (too-late) (too-late)
        undo refused         - - -
        """;

    [Fact]
    public void Every_state_at_work_has_its_answer_to_every_input() => Answers(AtWork, _states[..6]);

    [Fact]
    public void Every_state_with_a_record_has_its_answer_to_every_input() => Answers(WithRecords, _states[6..]);

    private static void Answers(string table, (string Name, Agent Agent)[] states)
    {
        var expected = table.Split('\n').Skip(1)
            .Select(static row => (Input: row[..21].Trim(), Cells: row[21..].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        expected.Select(static row => row.Input).ShouldBe(_inputs.Select(static i => i.Name));

        foreach (var ((name, cells), (_, input)) in expected.Zip(_inputs))
        {
            cells.ShouldBe(states.Select(state => Told(state.Agent.Decide(input, _long, Seen.Rules))), customMessage: name);
        }
    }

    [Fact]
    public void Every_life_stays_inside_the_table() =>
        Gen.Int[0, _inputs.Length - 1].Array[0, 40].Sample(life =>
        {
            var agent = _states[0].Agent;
            foreach (var (step, input) in life.Select(static i => _inputs[i].Input).Index())
            {
                agent = After(agent, input, Seen.Noon + Duration.FromMinutes(step));
            }
        });

    [Fact]
    public void A_call_is_ended_also_by_an_agent_without_sound_by_way_of_the_group()
    {
        foreach (var state in (AgentState[])[new AgentState.Talking(Seen.Noon, _mine, OnHold: false), new AgentState.Calling(Seen.Noon, _mine)])
        {
            var silent = _states[0].Agent with { State = state, Leg = null };
            var asked = silent.Decide(new HangUp(_mine), Seen.Noon, Seen.Rules).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.HangUpAsked>();
            Order.Of(silent, asked).ShouldBe(new Order.ToGroup(silent.Group, new GroupInput.HangUpAsked(_mine, silent.Id)));
            silent.Evolve(asked, Seen.Noon).ShouldBe(silent);
        }
    }

    [Fact]
    public void An_outcome_that_is_chosen_anew_before_the_undo_was_refused_is_told_to_be_void()
    {
        var wrapUp = _states[0].Agent with { State = new AgentState.WrapUp(Seen.Noon, _mine), Leg = null };
        var anew = After(After(After(wrapUp, new SetOutcome(_mine, "agreed", ""), Seen.Noon), new UndoOutcome(_mine), Seen.Noon), new SetOutcome(_mine, "declined", ""), Seen.Noon);
        anew.Undoing.ShouldBe(_mine);

        anew.Decide(new UndoRefused(_mine, "it has moved on"), Seen.Noon, Seen.Rules).Facts.ShouldHaveSingleItem().ShouldBeOfType<AgentFact.UndoRefused>();
        After(anew, new UndoRefused(_mine, "it has moved on"), Seen.Noon).ShouldSatisfyAllConditions(a => a.Saved.ShouldBeNull(), a => a.Undoing.ShouldBeNull());
        After(anew, new UndoMade(_mine), Seen.Noon).Decide(new UndoRefused(_mine, "an older order"), Seen.Noon, Seen.Rules).ShouldBe(Decision.Nothing);
    }

    [Fact]
    public void Nor_does_one_of_the_conversation_before_the_last()
    {
        var agent = After(_states[0].Agent with { State = new AgentState.Ready(Seen.Noon), Offer = 9 }, new Connect(_other, 9), Seen.Noon);
        agent = agent with { State = new AgentState.Ready(Seen.Noon), Offer = 10 };

        agent.Decide(new Connect(_mine, 8), Seen.Noon, Seen.Rules).ShouldBe(Decision.Nothing);
        agent.Decide(new Connect(_mine, 9), Seen.Noon, Seen.Rules).Facts.ShouldHaveSingleItem().ShouldBe(new AgentFact.Connected(agent.Id, _mine, 9));
    }

    // Whoever delivers at least once may deliver late: a conversation that is done must not begin again.
    [Fact]
    public void A_connection_that_is_told_again_after_the_outcome_begins_no_second_conversation()
    {
        var agent = _states[3].Agent;
        foreach (var input in (AgentInput[])[new Connect(_mine), new CallOver(_mine), new SetOutcome(_mine, "agreed", "")])
        {
            agent = After(agent, input, Seen.Noon);
        }

        agent.Decide(new Connect(_mine), Seen.Noon, Seen.Rules).ShouldBe(Decision.Nothing);
    }

    [Fact]
    public void Without_sound_nobody_becomes_ready() =>
        An(new AgentState.NotReady(Seen.Noon, "Break"), leg: null)
            .Decide(new MakeReady(), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("no-audio");

    [Fact]
    public void What_was_booked_follows_the_outcome()
    {
        var agent = After(_states[5].Agent, new MakeNotReady("Lunch"), Seen.Noon);

        After(agent, new SetOutcome(_mine, "agreed", ""), Seen.Noon).State.ShouldBe(new AgentState.NotReady(Seen.Noon, "Lunch"));
    }

    [Theory]
    [InlineData("agreed", "Ready", null)]
    [InlineData("agreed", "NotReady", "Lunch")]
    [InlineData("do-not-call", "Ready", "(too-late)")]
    public void An_outcome_is_taken_back_until_another_record_comes_and_do_not_call_never(string outcome, string before, string? then)
    {
        var agent = before == "NotReady" ? After(_states[5].Agent, new MakeNotReady("Lunch"), Seen.Noon) : _states[5].Agent;
        agent = After(agent, new SetOutcome(_mine, outcome, ""), Seen.Noon);
        agent.State.GetType().Name.ShouldBe(before);
        if (then == "(too-late)")
        {
            agent.Decide(new UndoOutcome(_mine), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("too-late");
            return;
        }

        agent.Decide(new UndoOutcome(_other), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("too-late");
        var back = After(agent, new UndoOutcome(_mine), Seen.Noon);
        (back.State, back.ThenNotReady).ShouldBe((new AgentState.WrapUp(Seen.Noon, _mine), then));
        After(back, new SetOutcome(_mine, "declined", ""), Seen.Noon).State.GetType().Name.ShouldBe(before, "and then as it was");

        var followed = After(After(_states[5].Agent, new SetOutcome(_mine, outcome, ""), Seen.Noon), new Reserve(_other, 8), Seen.Noon);
        followed.State.ShouldBeOfType<AgentState.Reserved>();
        followed.Decide(new UndoOutcome(_mine), Seen.Noon, Seen.Rules).Refusal.ShouldNotBeNull().Code.ShouldBe("too-late");
    }

    [Fact]
    public void CB_06_The_callback_that_was_arranged_comes_back_with_the_outcome_and_goes_when_the_outcome_stands()
    {
        var saved = After(After(_states[5].Agent, new BookCallback(_mine, _booking), Seen.Noon), new SetOutcome(_mine, "declined", ""), Seen.Noon);
        saved.Booked.ShouldBeNull();

        var back = After(saved, new UndoOutcome(_mine), Seen.Noon);

        back.Booked.ShouldBe(_booking);
        After(back, new UndoRefused(_mine, "it has moved on"), Seen.Noon).Booked.ShouldBeNull();
    }

    [Theory]
    [InlineData(AndThen.Next, "OutcomeSet+BecameReady")]
    [InlineData(AndThen.Stop, "OutcomeSet+BecameNotReady")]
    [InlineData(AndThen.GetRecord, "OutcomeSet+BecameReady+RecordAsked")]
    public void PV_12_PV_13_With_the_outcome_an_agent_says_what_is_next(AndThen then, string told)
    {
        Told(_states[5].Agent.Decide(new SetOutcome(_mine, "agreed", "", then), Seen.Noon, Seen.Rules)).ShouldBe(told);
        Told(_states[7].Agent.Decide(new SetOutcome(_mine, "agreed", "", then), Seen.Noon, Seen.Rules)).ShouldBe(told);
        var booked = After(_states[5].Agent, new MakeNotReady("Lunch"), Seen.Noon);
        Told(booked.Decide(new SetOutcome(_mine, "agreed", "", then), Seen.Noon, Seen.Rules)).ShouldBe("OutcomeSet+BecameNotReady");

        var none = Seen.Rules with { Agents = Seen.Rules.Agents with { Rights = AgentRights.None } };
        Told(_states[5].Agent.Decide(new SetOutcome(_mine, "agreed", "", then), Seen.Noon, none)).ShouldBe(then is AndThen.Next ? told : "(not-allowed)");
        Told(_states[2].Agent.Decide(new UndoOutcome(_mine), Seen.Noon, none)).ShouldBe("(not-allowed)");
    }

    [Fact]
    public void A_wrap_up_without_limit_never_ends_by_itself() =>
        _states[5].Agent.Due(Seen.Rules with { WrapUpLimit = Duration.Zero }).ShouldBeNull();

    private static Agent After(Agent agent, AgentInput input, Instant at) =>
        agent.Decide(input, at, Seen.Rules).Facts.Aggregate(agent, (a, fact) => a.Evolve((AgentFact)fact, at));

    private static Agent An(AgentState state, AgentLeg? leg) => new(new AgentId("anna"), Seen.Group, state, leg, ThenNotReady: null, Offer: 7);

    private static string Told(Decision decision) =>
        decision.Refusal is { } refusal ? $"({refusal.Code})"
        : decision.Facts.Length == 0 ? "-"
        : string.Join('+', decision.Facts.Select(static f => f.GetType().Name));
}
