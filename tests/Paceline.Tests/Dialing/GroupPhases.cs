using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Groups;
using static Paceline.Dialing.Groups.GroupInput;
using static Paceline.Tests.Dialing.GroupStory;

namespace Paceline.Tests.Dialing;

/// <summary>Load, start, stop, unload and mode: what a supervisor may do when (SV-01, SV-02).</summary>
public sealed class GroupPhases
{
    [Fact]
    public void An_unload_waits_for_the_last_call_and_its_outcome() =>
        Dialling()
            .Then(new Unload("sue", Force: false))
            .Then(Called(1, new AttemptInput.PersonAnswered()))
            .Then(Called(1, new AttemptInput.BridgeMade()))
            .Then(new Unload("sue", Force: false))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Talked)))
            .Then(new OutcomeChosen(Seen.Attempt(1), Anna, "agreed"))
            .Text.ShouldBe(
            """
               6 Unload
                   UnloadOrdered
               7 PersonAnswered
                   Answered
               8 BridgeMade
                   Bridged → anna: Connect
               9 Unload
              10 CallOver(FarEnd 200)
                   Ended Answer (Conversation) → anna: CallOver
              11 OutcomeChosen
                   OutcomeRecorded
                   chain finished: outcome, attempts 1
                   Unloaded
            """);

    [Fact]
    public void A_forced_unload_takes_back_what_rings_and_waits_for_nothing() =>
        Dialling()
            .Then(new Unload("sue", Force: true))
            .Then(Called(1, new AttemptInput.CallOver(Seen.Evidence(EndedBy.HangUp) with { SipCode = 487 })))
            .Text.ShouldBe(
            """
               6 Unload
                   UnloadOrdered
                   CancelOrdered (the campaign was unloaded) → n1: HangUp
                   Unloaded
               7 CallOver(HangUp 487)
                   Ended Cleared (TakenBack) → anna: Release
                   chain due again in 360 s, attempts 1
            """);

    [Fact]
    public void A_campaign_that_is_not_loaded_does_not_start_before_it_is()
    {
        var story = new GroupStory().Then(new Unload("sue", Force: false));
        story.Group.Phase.ShouldBe(GroupPhase.Unloaded);

        story.Group.Decide(new Start("sue"), story.Now).Refusal.ShouldNotBeNull().Detail.ShouldContain("Load it first");
        story.Then(new Load("sue")).Then(new Start("sue")).Group.Running.ShouldBeTrue();
    }

    [Theory]
    [InlineData(DialMode.Progressive, DialMode.Preview)]
    [InlineData(DialMode.PushPreview, DialMode.Progressive)]
    [InlineData(DialMode.Preview, DialMode.PushPreview)]
    public void SV_02_A_campaign_that_records_are_read_in_changes_its_mode_at_rest_only(DialMode from, DialMode to)
    {
        var story = new GroupStory().Then(new SetMode(from, "sue")).Then(new Start("sue"));

        story.Group.Decide(new SetMode(to, "sue"), story.Now).Refusal.ShouldNotBeNull().Detail.ShouldContain("Stop it");
        story.Then(new Stop("sue")).Then(new SetMode(to, "sue")).Group.Mode.ShouldBe(to);
    }

    [Theory]
    [InlineData(DialMode.Progressive, DialMode.Predictive)]
    [InlineData(DialMode.Predictive, DialMode.Progressive)]
    public void SV_02_Between_progressive_and_predictive_it_changes_while_it_runs(DialMode from, DialMode to) =>
        new GroupStory().Then(new SetMode(from, "sue")).Then(new Start("sue")).Then(new SetMode(to, "sue")).Group.Mode.ShouldBe(to);
}
