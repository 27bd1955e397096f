using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;
using Paceline.Web.Workspace.Callbacks;
using Paceline.Web.Workspace.Calls;
using Paceline.Web.Workspace.Messages;
using Paceline.Web.Workspace.Outcomes;
using Paceline.Web.Workspace.Records;

namespace Paceline.Web.Workspace;

/// <summary>The agent's workspace behind the screen: the newest snapshot, the draft, the leg, and the commands. The server is the
/// only authority over states; this class never invents one, it asks and waits for the snapshot.</summary>
public sealed partial class Desk(ApiClient api, ILiveLine live, BrowserModule browser, AgentLeg leg, SecondHand clock) : IAsyncDisposable
{
    private readonly Fold<AgentSnapshot> _fold = new(static s => s.Number);
    private readonly Fold<MyCampaignsSnapshot> _campaigns = new(static s => s.Number);
    private readonly PressedDigits _digits = new(api);
    private readonly DraftBook _draft = new(browser);
    private readonly RecordEdits _edits = new(api, clock);
    /// <summary>Two presses within this are one: nobody has read a question between them.</summary>
    private static readonly TimeSpan _doubleClick = TimeSpan.FromMilliseconds(400);

    /// <summary>From sound in the browser to the server's word of it; loopback takes 100 ms.</summary>
    private static readonly TimeSpan _legPatience = TimeSpan.FromSeconds(5);

    private CancellationTokenSource _open = new();
    private TaskCompletionSource? _legUp;
    private bool _hungUpHere;
    private LateOutcome? _late;
    private DateTimeOffset _questionAt;

    private Task _beginning = Task.CompletedTask;
    private Task _restoring = Task.CompletedTask;
    private Task _ending = Task.CompletedTask;
    private Frame? _frame;
    private Mailbox? _mail;

    /// <summary>Raised after each change of anything the screen shows.</summary>
    public event EventHandler? Changed;

    public SignedInUser? User { get; private set; }

    public AgentSnapshot? Snapshot => _fold.Newest;

    public AgentLeg Leg => leg;

    /// <summary>Where the agent is on the page.</summary>
    public Frame Frame => _frame ??= new(browser, Tell);

    public Mailbox Mail => _mail ??= new(api, browser, clock, Tell, Announce);

    /// <summary>The campaigns the agent works on that are loaded or run.</summary>
    public IReadOnlyList<MyCampaign> Campaigns => _campaigns.Newest?.Campaigns ?? [];

    public LineState Line { get; private set; }

    /// <summary>Since when the server's changes arrive (UTC); null before the first time.</summary>
    public DateTimeOffset? UpSince { get; private set; }

    /// <summary>When the line was lost (UTC); null while it is not.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    /// <summary>The server's sentence why this page is no longer the agent's; null while it is.</summary>
    public string? EndedBecause { get; private set; }

    /// <summary>Nobody is signed in: the sign-in page is next.</summary>
    public bool MustSignIn { get; private set; }

    public Draft Draft => _draft.Current;

    /// <summary>What the agent changed in the record on the desk.</summary>
    public RecordEdits Edits => _edits;

    /// <summary>What is asked before the chosen outcome is sent; null: nothing, or not yet.</summary>
    public string? Question { get; private set; }

    public bool KeypadOpen { get; private set; }

    /// <summary>The digits of this call so far, for the agent's eyes.</summary>
    public string DigitsSent => _digits.Pressed;

    /// <summary>The last refusal and the control it stands beside; null when there is none.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The control whose command is on its way; null when none is.</summary>
    public string? Pending { get; private set; }

    /// <summary>An outcome the server has not confirmed: it is sent again when the line is back.</summary>
    public bool NotSavedYet => Draft.Key is not null && Pending is not "next";

    public bool TalkingWhileMuted { get; private set; }

    /// <summary>What a screen reader says next, politely.</summary>
    public string Announcement { get; private set; } = "";

    public CallCard? Call => Snapshot?.Call;

    /// <summary>A record or a call is in the agent's hands, or being offered: nothing lies over it.</summary>
    public bool Busy => IsBusy(Snapshot);

    public bool OnCall => Has(DeskAction.Hold);

    /// <summary>The right and the state allow it.</summary>
    public bool Has(DeskAction action) => DeskActions.Has(Snapshot, action);

    /// <summary>The refusal's sentence if it belongs to this control.</summary>
    public string? RefusalOf(string control) => Refusal is { } refusal && refusal.Control == control ? refusal.Sentence : null;

    // ---- opening and closing ----

    public async Task Open()
    {
        _open = new CancellationTokenSource();
        EndedBecause = null;
        browser.KeyPressed = key => KeyMap.Press(this, key);
        browser.TalkedWhileMuted = TalkedWhileMuted;
        browser.SignedInSomewhere = SignedInSomewhere;
        leg.Changed += LegChanged;
        _edits.Changed += EditsChanged;
        // Keys and who is signed in come while the line opens; and a microphone takes a third of a second to open, for which the state need not
        // wait. What needs it does (Restore).
        var line = live.WatchAgent(Listener, _open.Token);
        _beginning = Begin();
        await line;
        await _beginning;
    }

    public async Task Close()
    {
        await _open.CancelAsync();
        leg.Changed -= LegChanged;
        _edits.Changed -= EditsChanged;
        await live.Close();
        await Finish(_restoring);
        await Finish(_asking);
        await _ending;
        await leg.End();
        await browser.Stop();
    }

    /// <summary>Makes this page the agent's again, after another one was.</summary>
    public async Task TakeOver()
    {
        EndedBecause = null;
        Tell();
        if (await Identify())
        {
            await live.WatchAgent(Listener, _open.Token);
        }
    }

    private AgentListener Listener => new(
        new Listener<AgentSnapshot>(Take, Moved, Ended),
        snapshot => Mail.Take(snapshot, Busy),
        TakeCampaigns);

    public async ValueTask DisposeAsync()
    {
        await _open.CancelAsync();
        _open.Dispose();
    }

    // ---- what happens to us ----

    private async Task Take(AgentSnapshot snapshot)
    {
        var before = Snapshot;
        if (!_fold.Take(snapshot))
        {
            return;
        }

        if (User is null && _beginning.IsCompleted)
        {
            // Nobody answered when the page asked; from now on it is theirs, and nobody's who signs in here later.
            User = new(snapshot.Agent, snapshot.Name, "agent");
            api.User = snapshot.Agent;
            await ReadPhone();
        }

        if (IsBusy(before) && snapshot.Call?.Attempt != before?.Call?.Attempt)
        {
            MyCallbacks.AskSoon();
        }

        Follow(before, snapshot);
        if (!CanBook || snapshot.Call?.Attempt != before?.Call?.Attempt)
        {
            CallbackPlan = null;
        }

        if (Busy && !IsBusy(before))
        {
            Frame.BackToWork();
            Mail.CallLanded();
        }

        if (before is not null && snapshot.SignedOutBySupervisor)
        {
            SignedOutBecause = "supervisor";
            await browser.Forget("");
            MustSignIn = true;
            Tell();
            return;
        }

        if (before?.SigningOut is not null && snapshot.State == AgentState.SignedOut)
        {
            SignedOutBecause = before.SigningOut.AllowedAt is null ? "done" : "allowed";
            await SignOut();
            return;
        }

        if (before?.SigningOut is { Channel: true } && snapshot.ChannelOff)
        {
            await SignOutOfChannel();
        }

        if (before?.SigningOut?.AllowedAt is null && snapshot.SigningOut?.AllowedAt is not null)
        {
            Announce(Texts.SigningOutAllowed);
        }

        if (snapshot.Leg != LegState.Down)
        {
            _legUp?.TrySetResult();
        }
        else
        {
            _legDown?.TrySetResult();
            if (before?.Leg == LegState.Browser)
            {
                leg.LostAtServer(IsBusy(snapshot));
            }
        }

        await TellOfPhone(before, snapshot);

        if (before?.State != snapshot.State || before.Call?.State != snapshot.Call?.State)
        {
            Refusal = null;
        }

        if (NotSavedYet && before?.Call is { } gone && gone.Attempt != snapshot.Call?.Attempt)
        {
            _late = new LateOutcome(before.Agent, gone, Label(before), Draft, _then);
        }

        var landed = snapshot.Call is { } fresh && fresh.Attempt != before?.Call?.Attempt;
        if (landed)
        {
            await Land(snapshot, snapshot.Call!, before);
        }
        else if (snapshot.Call is null)
        {
            _draft.Close();
            KeypadOpen = false;
        }

        if (snapshot is { State: AgentState.WrapUp, Found.Length: > 0, Call: not null } && Draft.Outcome.Length == 0)
        {
            await _draft.Choose(snapshot.Outcomes.FirstOrDefault(o => o.CallResult == snapshot.Found)?.Code ?? NotReached);
        }

        if (before?.State == AgentState.Talking && snapshot is { State: AgentState.WrapUp, Call: { } ended })
        {
            KeypadOpen = false;
            Announce(Texts.FormatSaidWrapUp(time: Words.Spoken((ended.EndedAt ?? clock.Now) - ended.ConnectedAt)));
            await (_hungUpHere ? Task.CompletedTask : browser.Cue("ended"));
            await browser.Landed();
        }
        else if (before is not null && before.State != snapshot.State && !landed)
        {
            await (snapshot.Call is { } call ? Proceed(before, snapshot, call) : LetGo(before, snapshot));
        }

        if (before is not null)
        {
            AnnounceWhatComes(before, snapshot);
        }

        await (IsBusy(before) && !Busy ? Mail.CallGone() : Task.CompletedTask);
        Tell();
        await ShowTitle();
        if (_restoring.IsCompleted)
        {
            // Making the leg takes seconds, and the next snapshot must not wait for it: Close awaits it.
            _restoring = Restore(snapshot);
        }
    }

    /// <summary>Nothing is on the desk any more, or nothing yet.</summary>
    private async Task LetGo(AgentSnapshot before, AgentSnapshot now)
    {
        Announce(Words.Of(now).Word);
        if (CanAsk && IsBusy(before))
        {
            Tell();
            await browser.Landed("primary");
        }
    }

    private static bool IsBusy(AgentSnapshot? agent) =>
        agent?.State is AgentState.Offered or AgentState.Previewing or AgentState.Calling or AgentState.Talking or AgentState.WrapUp;

    private Task TakeCampaigns(MyCampaignsSnapshot snapshot)
    {
        if (_campaigns.Take(snapshot))
        {
            Tell();
        }

        return Task.CompletedTask;
    }

    /// <summary>Once a second: what the page shows for a while, and its title.</summary>
    public async Task Tick()
    {
        Watch();
        Mail.Tick();
        TellCountdown();
        await Ring();
        await (Snapshot is { } agent && Line == LineState.Up ? MyCallbacks.Tick(agent.Agent, _open.Token) : Task.CompletedTask);
        await ShowTitle();
    }

    private static async Task Finish(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // The page was closed in the middle of it.
        }
    }

    private async Task Land(AgentSnapshot agent, CallCard call, AgentSnapshot? before)
    {
        _hungUpHere = false;
        Question = null;
        NewRecord();
        SavedAs = "";
        _edits.Begin(call.Attempt);
        _digits.NewCall();
        await leg.Mute(on: false);
        await _draft.Open(agent.Agent, call.Attempt);
        _then = Draft.Then;
        if (call is { State: CallState.Ended } and ({ Note.Length: > 0 } or { Outcome.Length: > 0 }) && Draft == Draft.Empty)
        {
            await _draft.Restore(PadOf(agent).Any(o => o.Code == call.Outcome) ? call.Outcome : "", call.Note);
            await ChooseResult(agent.CallResults.Contains(call.Result, StringComparer.Ordinal) ? call.Result : ""); // Another would be refused.
        }

        Announce(call.State switch
        {
            CallState.Offered => Offer(agent, call),
            CallState.Preview => Preview(agent, call),
            CallState.Calling => Texts.FormatSaidCalling(who: Words.Who(call)),
            CallState.Ended => Texts.FormatSaidInWrapUp(who: Words.Who(call), campaign: call.Campaign),
            _ => Texts.FormatSaidOnCall(who: Words.Who(call), campaign: call.Campaign),
        });
        Tell();
        if (before is not null && call.State != CallState.Ended)
        {
            var toRead = call.State is CallState.Offered or CallState.Preview;
            _rungAt = clock.Now;
            if (toRead)
            {
                await browser.Cue(call.Callback is not null ? "callback" : "offered");
            }

            await browser.Landed(toRead ? "primary" : "outcome");
        }
    }

    private void Moved(LineState state)
    {
        if (state == LineState.Up)
        {
            _fold.NewConnection();
            _campaigns.NewConnection();
            Mail.NewConnection();
            UpSince = Line == LineState.Up ? UpSince : clock.Now;
            if (LostAt is { } lost)
            {
                BackAgain(lost);
                Announce(Texts.ConnectedAgain);
            }
        }
        else if (state == LineState.Lost && LostAt is null)
        {
            var isHeard = leg.Voice != VoiceState.Lost || ByPhone;
            Announce(OnCall && isHeard ? Texts.SaidReconnectingCall : Texts.SaidReconnecting);
        }

        LostAt = state == LineState.Lost ? LostAt ?? LastSeen : null;
        Line = state;
        if (state == LineState.SignedOut)
        {
            SignInIsOver();
        }

        Tell();
    }

    private void Ended(string why)
    {
        EndedBecause = why.Length > 0 ? ServerSentences.Read(why) : Texts.SaidEnded;
        Announce(EndedBecause);
        _ending = Task.WhenAll(leg.End(), ShowTitle());
    }

    private Task TalkedWhileMuted()
    {
        TalkingWhileMuted = OnCall;
        Tell();
        return Task.CompletedTask;
    }

    private async Task Begin()
    {
        await browser.Start(KeyMap.ForScript);
        if (await Identify())
        {
            await ReadPhone();
            await leg.Begin(byPhone: ByPhone);
        }
    }

    private async Task<bool> Identify()
    {
        var reply = await api.Read(Api.Me, _open.Token);
        MustSignIn = reply is Reply.SignedOut;
        if (reply is Reply.Done done)
        {
            User = Snapshots.OfUser(done.Body);
            api.User = User?.User ?? "";
        }

        Tell();
        return !MustSignIn;
    }

    private void EditsChanged(object? sender, EventArgs e) => Tell();

    private void Announce(string text)
    {
        Announcement = text;
        Tell();
    }

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);
}

/// <summary>A sentence and the control it stands beside.</summary>
public sealed record Refusal(string Control, string Sentence);
