using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Grains;
using Paceline.Tests.Dialing;
using Paceline.Web.Workspace;
using DialMode = Paceline.Contracts.DialMode;
using Machine = Paceline.Dialing.Agents.Agent;
using State = Paceline.Dialing.Agents.AgentState;
using Then = Paceline.Dialing.Agents.AndThen;

namespace Paceline.Tests.Web;

/// <summary>What an agent can do: every action in every state, with every right but one.</summary>
public sealed class DeskActionTests
{
    private static readonly AttemptId _mine = Seen.Attempt(1);

    private static readonly IReadOnlyDictionary<string, State> _states = new Dictionary<string, State>(StringComparer.Ordinal)
    {
        ["not ready"] = new State.NotReady(Seen.Noon, "Lunch"),
        ["ready"] = new State.Ready(Seen.Noon),
        ["call offered"] = new State.Offered(Seen.Noon, _mine, Handing.Call, Seen.Noon + Duration.FromSeconds(20)),
        ["record offered"] = new State.Offered(Seen.Noon, _mine, Handing.Record, Seen.Noon + Duration.FromSeconds(20)),
        ["reserved"] = new State.Reserved(Seen.Noon, _mine),
        ["reading"] = new State.Previewing(Seen.Noon, _mine),
        ["reading, no more time"] = new State.Previewing(Seen.Noon, _mine, MoreTimes: AgentRules.MoreTimesMax),
        ["reading, clock stopped"] = new State.Previewing(Seen.Noon, _mine, ClockStopped: true),
        ["calling"] = new State.Calling(Seen.Noon, _mine),
        ["talking"] = new State.Talking(Seen.Noon, _mine, OnHold: false),
        ["wrap-up"] = new State.WrapUp(Seen.Noon, _mine),
    };

    private static readonly IReadOnlyDictionary<DeskAction, AgentInput> _inputs = new Dictionary<DeskAction, AgentInput>
    {
        [DeskAction.GetRecord] = new AgentInput.AskRecord(),
        [DeskAction.Accept] = new AgentInput.Accept(_mine),
        [DeskAction.Decline] = new AgentInput.Decline(_mine),
        [DeskAction.TakeOut] = new AgentInput.Return(_mine, ReturnedAs.NotInCampaign),
        [DeskAction.Skip] = new AgentInput.Return(_mine, ReturnedAs.Skipped),
        [DeskAction.Call] = new AgentInput.Call(_mine),
        [DeskAction.OtherNumber] = new AgentInput.Call(_mine, Position: 1),
        [DeskAction.NewNumber] = new AgentInput.Call(_mine, Number: new(new("+12125550188"), "America/New_York")),
        [DeskAction.MoreTime] = new AgentInput.MoreTime(_mine),
        [DeskAction.StopClock] = new AgentInput.StopClock(_mine),
        [DeskAction.Hold] = new AgentInput.Hold(_mine),
        [DeskAction.EndCall] = new AgentInput.HangUp(_mine),
        [DeskAction.Callback] = new AgentInput.BookCallback(_mine, new Booking(
            Seen.Noon + Duration.FromHours(2), Personal: false, Position: null, Number: null, "America/New_York", "")),
        [DeskAction.Save] = new AgentInput.SetOutcome(_mine, "agreed", ""),
        [DeskAction.SaveAndStop] = new AgentInput.SetOutcome(_mine, "agreed", "", Then.Stop),
        [DeskAction.SaveAndGetNext] = new AgentInput.SetOutcome(_mine, "agreed", "", Then.GetRecord),
    };

    private static readonly IReadOnlyDictionary<DeskAction, AgentRights> _rights = new Dictionary<DeskAction, AgentRights>
    {
        [DeskAction.Decline] = AgentRights.Decline,
        [DeskAction.TakeOut] = AgentRights.NotInCampaign,
        [DeskAction.Skip] = AgentRights.Skip,
        [DeskAction.OtherNumber] = AgentRights.OtherNumber,
        [DeskAction.NewNumber] = AgentRights.NewNumber,
        [DeskAction.MoreTime] = AgentRights.MoreTime,
        [DeskAction.StopClock] = AgentRights.StopClock,
        [DeskAction.Callback] = AgentRights.Callback | AgentRights.CallbackBeforeCall,
        [DeskAction.SaveAndStop] = AgentRights.DoneAndStop,
        [DeskAction.SaveAndGetNext] = AgentRights.GetNext,
    };

    public static TheoryData<DeskAction, string> Table => new(
        [
            (DeskAction.GetRecord, "ready"),
            (DeskAction.Accept, "call offered, record offered"),
            (DeskAction.Decline, "call offered, record offered"),
            (DeskAction.TakeOut, "record offered, reading, reading, no more time, reading, clock stopped"),
            (DeskAction.Skip, "reading, reading, no more time, reading, clock stopped"),
            (DeskAction.Call, "reading, reading, no more time, reading, clock stopped"),
            (DeskAction.OtherNumber, "reading, reading, no more time, reading, clock stopped"),
            (DeskAction.NewNumber, "reading, reading, no more time, reading, clock stopped"),
            (DeskAction.MoreTime, "reading"),
            (DeskAction.StopClock, "reading, reading, no more time"),
            (DeskAction.Hold, "talking"),
            (DeskAction.EndCall, "calling, talking"),
            (DeskAction.Callback, "reading, reading, no more time, reading, clock stopped, talking, wrap-up"),
            (DeskAction.Save, "reading, reading, no more time, reading, clock stopped, wrap-up"),
            (DeskAction.SaveAndStop, "reading, reading, no more time, reading, clock stopped, wrap-up"),
            (DeskAction.SaveAndGetNext, "reading, reading, no more time, reading, clock stopped, wrap-up"),
        ]);

    [Theory]
    [MemberData(nameof(Table))]
    public void CA_01_An_action_is_there_in_its_states_and_with_its_right_alone(DeskAction action, string states)
    {
        string.Join(", ", _states.Keys.Where(name => DeskActions.Has(Screen(_states[name], AgentRights.All), action))).ShouldBe(states);
        var without = _rights.GetValueOrDefault(action);
        _states.Values.Any(state => DeskActions.Has(Screen(state, AgentRights.All & ~without), action)).ShouldBe(without == AgentRights.None);
        _states.Values.Any(state => DeskActions.Has(Screen(state, without), action)).ShouldBeTrue("and needs no other");
    }

    [Fact]
    public void CA_01_The_table_has_every_action() => Table.Select(static row => row.Data.Item1).ShouldBe(Enum.GetValues<DeskAction>());

    /// <summary>No button that is refused, and nothing that may be done without one.</summary>
    [Fact]
    public void CA_01_What_is_shown_is_what_the_machine_does()
    {
        List<string> different = [];
        foreach (var (name, state) in _states)
        {
            foreach (var right in Enum.GetValues<AgentRights>())
            {
                foreach (var (action, input) in _inputs)
                {
                    var shown = DeskActions.Has(Screen(state, AgentRights.All & ~right), action);
                    var done = An(state).Decide(input, Seen.Noon, Rules(AgentRights.All & ~right)) is { Refusal: null, Facts.Length: > 0 };
                    if (shown != done)
                    {
                        different.Add($"{action}, {name}, without {right}: {(shown ? "shown and refused" : "done and not shown")}");
                    }
                }
            }
        }

        different.ShouldBeEmpty();
    }

    private static CampaignRules Rules(AgentRights rights) =>
        Seen.Rules with { Agents = AgentRules.Default with { CallAfter = Duration.FromSeconds(30), Rights = rights } };

    private static Machine An(State state) =>
        new(new AgentId("anna"), Seen.Group, state, new(Seen.Epoch, Browser: true), ThenNotReady: null, Offer: 7);

    private static AgentSnapshot Screen(State state, AgentRights rights)
    {
        var agent = An(state);
        var reasons = NotReadyReasons.Read(NotReadyReasons.Usual)!;
        return Views.Of(agent, Rules(rights), reasons, 1, "Anna", "Renewals", DeskRig.Card(attempt: _mine.Value), agent.Due(Rules(rights))) with
        {
            CampaignRunning = true,
            Mode = DialMode.Preview,
        };
    }
}
