using Paceline.Contracts;
using Paceline.Web.Connection;

namespace Paceline.Web.Workspace;

// The sign-in ran out, or the page was away, while there was work on the desk: sound goes on, what was written stays, and the same page
// goes on afterwards.
public sealed partial class Desk
{
    private static readonly TimeSpan _askEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _askAgainEvery = TimeSpan.FromSeconds(3);

    /// <summary>A page whose clock stood still for so long was asleep, with the computer or behind other tabs.</summary>
    private static readonly TimeSpan _asleep = TimeSpan.FromSeconds(10);

    /// <summary>How long it is said that the server is there again.</summary>
    private static readonly TimeSpan _backFor = TimeSpan.FromSeconds(3);

    private DateTimeOffset _askedAt;
    private Task _asking = Task.CompletedTask;
    private DateTimeOffset? _tickedAt;
    private (DateTimeOffset From, DateTimeOffset To)? _away;
    private DateTimeOffset? _backAt;

    /// <summary>Since when the server knows nobody at this page (UTC); null: it does.</summary>
    public DateTimeOffset? SignedOutAt { get; private set; }

    /// <summary>How long this page was asleep or without the server, if that is why the agent is not ready; null: it is not.</summary>
    public TimeSpan? AwayFor => Snapshot is { State: AgentState.NotReady } agent && (agent.SoundLost || agent.PageLost)
        && _away is { } away && agent.Since >= away.From && agent.Since <= away.To + _asleep
        ? away.To - away.From
        : null;

    /// <summary>The server is there again, since a moment ago.</summary>
    public bool JustBack => _backAt is not null;

    /// <summary>Once a second: whether the page slept, and whether anybody is signed in.</summary>
    private void Watch()
    {
        if (Asleep is { } from)
        {
            _away = (from, clock.Now);
        }

        _tickedAt = clock.OwnNow;
        if (clock.Now - _backAt >= _backFor)
        {
            _backAt = null;
            Tell();
        }

        var every = SignedOutAt is null ? _askEvery : _askAgainEvery;
        if (Snapshot is not null && EndedBecause is null && !MustSignIn && _asking.IsCompleted && clock.Now - _askedAt >= every)
        {
            _asking = AskWhoIsSignedIn();
        }
    }

    /// <summary>When the page fell asleep, if it has just woken up.</summary>
    private DateTimeOffset? Asleep => _tickedAt is { } last && clock.OwnNow - last >= _asleep ? clock.Now - (clock.OwnNow - last) : null;

    /// <summary>When the server was heard of last: a page that slept is told late.</summary>
    private DateTimeOffset LastSeen => Asleep ?? (_away is { } away && clock.Now - away.To < _asleep ? away.From : clock.Now);

    private void BackAgain(DateTimeOffset lost) => (_away, _backAt) = ((lost, clock.Now), clock.Now);

    private async Task AskWhoIsSignedIn()
    {
        _askedAt = clock.Now;
        var reply = await api.Read(Api.Me, _open.Token);
        if (reply is Reply.SignedOut)
        {
            SignInIsOver();
        }
        else if (SignedOutAt is not null && reply is Reply.Done)
        {
            await GoOn();
        }
    }

    /// <summary>The browser's cookie is somebody else's by now.</summary>
    public bool SignedInAsOther { get; private set; }

    /// <summary>Somebody has signed in in this browser: maybe for this page, maybe in its place. A page whose desk is elsewhere waits for nobody.</summary>
    private Task SignedInSomewhere(string user)
    {
        if (EndedBecause is not null)
        {
            return Task.CompletedTask;
        }

        SignedInAsOther = User is { } own && own.User != user;
        return _asking.IsCompleted ? _asking = AskWhoIsSignedIn() : Task.CompletedTask;
    }

    private void SignInIsOver()
    {
        if (Snapshot is not { } agent)
        {
            MustSignIn = true;
        }
        else if (agent is { SigningOut: { Channel: false } leaving, Call: null })
        {
            // What they waited for came while the page could not be told.
            SignedOutBecause = leaving.BySupervisor ? "supervisor" : "allowed";
            _ending = Task.WhenAll(leg.End(), browser.Forget(""));
            MustSignIn = true;
        }
        else if (SignedOutAt is null)
        {
            SignedOutAt = clock.Now;
            Announce($"{Notices.Title(Notice.SignedOut, this, agent)} {Notices.Words(Notice.SignedOut, this, agent)}");
            _ = browser.AwaitSignIn(agent.Agent);
            if (!Busy)
            {
                // Nothing could be saved of a call that came now; the server notices that the sound is gone.
                _ending = leg.End();
            }
        }

        Tell();
    }

    private async Task GoOn()
    {
        await browser.AwaitSignIn("");
        (SignedOutAt, SignedInAsOther) = (null, false);
        Refusal = null;
        Announce(Texts.SignedInAgain);
        await live.WatchAgent(Listener, _open.Token);
    }
}
