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
    public void NL_11_A_record_goes_back_after_some_minutes_and_a_conversation_is_never_cut(AgentState state, int seconds, string? becomes) =>
        Words(LostPages.Consequence(DeskRig.Snapshot(state), TimeSpan.FromSeconds(seconds))).ShouldBe(becomes);

    [Fact]
    public void NL_11_Who_was_signing_out_is_signed_out() => Words(LostPages.Consequence(
        DeskRig.Snapshot(AgentState.WrapUp) with { SigningOut = new(Since: DeskRig.Noon, Until: null, AllowedAt: null, GoneAt: null) }, LostPages.Stranded))
        .ShouldBe("signed out");

    private static string? Words(AgentInput? input) => input switch
    {
        null => null,
        AgentInput.MakeNotReady { Reason: Agent.PageLost, Now: true } => "not ready, desk cleared",
        AgentInput.SignOut { Now: true } => "signed out",
        _ => input.GetType().Name,
    };
}
