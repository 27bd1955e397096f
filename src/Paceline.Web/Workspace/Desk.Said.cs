using Paceline.Contracts;
using Paceline.Web.Workspace.Channels;

namespace Paceline.Web.Workspace;

// What is said aloud to whoever hears the page and does not look at it: what lands, what changes within a state, and how clocks stand.
public sealed partial class Desk
{
    private string Preview(AgentSnapshot agent, CallCard call) => $"{Texts.FormatSaidPreview(who: Words.Who(call))}{Countdown(agent)}";

    private string Offer(AgentSnapshot agent, CallCard call) => $"{Words.Heading(agent)}: {Words.Who(call)}.{Countdown(agent)}";

    private string Countdown(AgentSnapshot agent) =>
        agent.Until is { } until ? $" {Words.Ending(agent, Words.Spoken(until - clock.Now))}" : "";

    /// <summary>The clock is told when it begins, at 20 and at 5 seconds; that of a sign-out when it begins, at 10 seconds and when it is allowed.</summary>
    private void TellCountdown()
    {
        if (Snapshot is { State: AgentState.Offered or AgentState.Previewing, Until: { } until } agent && (int)(until - clock.Now).TotalSeconds is 20 or 5)
        {
            Announce(Countdown(agent).Trim());
        }
        else if (Snapshot is { SigningOut: { AllowedAt: null, Until: { } latest } leaving } && (int)(latest - clock.Now).TotalSeconds is 10)
        {
            Announce($"{SignOutWords.Title(leaving)}: {Words.Spoken(latest - clock.Now)}");
        }
    }

    /// <summary>What changes within a state: who is dialled, and a pause that waits for a call.</summary>
    private void AnnounceWhatComes(AgentSnapshot before, AgentSnapshot now)
    {
        if (now.Coming is { } coming && coming.Attempt != before.Coming?.Attempt)
        {
            Announce($"{Words.Of(now).Word}: {Words.Who(coming)}");
        }
        else if (Words.Pauses(now) is not null && Words.Pauses(before) is null)
        {
            Announce($"{Words.Heading(now)}. {Words.Explanation(now)}");
        }
    }
}
