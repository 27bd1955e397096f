using Paceline.Contracts;
using Paceline.Web.Connection;

namespace Paceline.Web.Workspace;

// Signing out, by either door; while a call may be on its way it waits, and can be taken back.
public sealed partial class Desk
{
    /// <summary>The record that the agent was told they leave with a note on it.</summary>
    private Guid? _leaves;

    public async Task SignOut()
    {
        if (await Leave(Api.SignOut))
        {
            SignedOutBecause = SignedOutBecause.Length == 0 ? "done" : SignedOutBecause;
            await browser.Forget("");
            MustSignIn = true;
            Tell();
        }
    }

    /// <summary>Out of the voice channel alone: the page stays, without sound.</summary>
    public async Task SignOutOfChannel()
    {
        if (await Leave(Api.AgentChannelSignOut))
        {
            await leg.End();
        }
    }

    /// <summary>By either door; false: it was refused, or it waits for a call that may be on its way.</summary>
    private async Task<bool> Leave(string door)
    {
        if (Snapshot is { State: AgentState.Previewing, Call: { } read } && Draft.Note.Length > 0 && _leaves != read.Attempt)
        {
            // The record goes back to the list, and what was written about it belongs to no call.
            _leaves = read.Attempt;
            Refuse("person", Texts.FormatSignOutNote(who: Words.Who(read)));
            return false;
        }

        var reply = await api.Command(door, Guid.CreateVersion7(), _open.Token);
        if (reply is Reply.Refused or Reply.Unreachable)
        {
            Refuse("person", reply);
            return false;
        }

        if (reply is Reply.Done { Body.Length: > 0 } done && ApiClient.Parse<SignOutAnswer>(done.Body) is { Done: false })
        {
            SigningOutShown = true;
            Announce($"{Texts.SigningOut}. {Texts.SigningOutOnItsWay}");
            return false;
        }

        return true;
    }

    /// <summary>Why the sign-in page is shown next: "done" (the agent's own sign-out), "allowed" (after waiting), "supervisor" (by their order);
    /// empty: it was not signed out here.</summary>
    public string SignedOutBecause { get; private set; } = "";

    /// <summary>The strip tells of the sign-out; closed, it goes on in the messages, the tooltip and the title.</summary>
    public bool SigningOutShown { get; private set; } = true;

    public void CloseSigningOut()
    {
        SigningOutShown = false;
        Tell();
    }

    /// <summary>Takes back a sign-out that waits.</summary>
    public Task Stay() => Send("person", () => api.Command(Api.AgentStay, Guid.CreateVersion7(), _open.Token));
}
