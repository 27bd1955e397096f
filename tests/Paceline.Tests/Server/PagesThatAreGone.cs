using Paceline.Contracts;
using Paceline.Dialing.Agents;
using Paceline.Server;
using Paceline.Tests.Web;
using AgentState = Paceline.Contracts.AgentState;

namespace Paceline.Tests.Server;

/// <summary>What becomes of an agent, and of what is on the desk, when the browser is closed and does not come back (features 6.6).</summary>
public sealed class PagesThatAreGone
{
    [Theory]
    [InlineData(AgentState.Ready, 59, null)]
    [InlineData(AgentState.Ready, 60, "not ready, desk cleared")]
    [InlineData(AgentState.Offered, 60, "not ready, desk cleared")]
    [InlineData(AgentState.Previewing, 299, null)]
    [InlineData(AgentState.Previewing, 300, "not ready, desk cleared")]
    [InlineData(AgentState.WrapUp, 299, null)]
    [InlineData(AgentState.WrapUp, 300, "not ready, desk cleared")]
    [InlineData(AgentState.Reserved, 59, null)]
    [InlineData(AgentState.Reserved, 60, "not ready, desk cleared")]
    [InlineData(AgentState.Calling, 3_600, null)]
    [InlineData(AgentState.Talking, 3_600, null)]
    [InlineData(AgentState.NotReady, 3_600, null)]
    [InlineData(AgentState.SignedOut, 3_600, null)]
    public void NL_11_A_record_goes_back_after_some_minutes_and_a_conversation_is_not_cut(AgentState state, int seconds, string? becomes) =>
        Words(LostPages.Consequence(DeskRig.Snapshot(state), TimeSpan.FromSeconds(seconds))).ShouldBe(becomes);

    [Theory]
    [InlineData(LegState.Down, 299, null)]
    [InlineData(LegState.Down, 300, "hangs up")] // With hold audio for five minutes, and nobody who could end it.
    [InlineData(LegState.Phone, 3_600, null)]
    [InlineData(LegState.Browser, 3_600, null)]
    public void NL_11_Whom_nobody_hears_is_let_go_after_some_minutes(LegState leg, int seconds, string? becomes) => Words(LostPages.Consequence(
        DeskRig.Snapshot(AgentState.Talking, call: DeskRig.Card()) with { Leg = leg }, TimeSpan.FromSeconds(seconds))).ShouldBe(becomes);

    [Fact]
    public void NL_11_Who_was_signing_out_is_signed_out() => Words(LostPages.Consequence(
        DeskRig.Snapshot(AgentState.WrapUp) with { SigningOut = new(Since: DeskRig.Noon, Until: null, AllowedAt: null, GoneAt: null) }, LostPages.Stranded))
        .ShouldBe("signed out");

    private static string? Words(AgentInput? input) => input switch
    {
        null => null,
        AgentInput.MakeNotReady { Reason: Agent.PageLost, Now: true } => "not ready, desk cleared",
        AgentInput.SignOut { Now: true } => "signed out",
        AgentInput.HangUp hangUp when hangUp.Attempt.Value == DeskRig.Card().Attempt => "hangs up",
        _ => input.GetType().Name,
    };
}
