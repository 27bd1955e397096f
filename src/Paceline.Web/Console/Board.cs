using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;

namespace Paceline.Web.Console;

/// <summary>The supervisor's console behind the screen: the newest board and the commands to campaign groups.</summary>
public sealed class Board(ApiClient api, ILiveLine live, SecondHand clock) : IAsyncDisposable
{
    private readonly Fold<BoardSnapshot> _fold = new(static s => s.Number);
    private CancellationTokenSource _open = new();

    /// <summary>Raised after each change of anything the screen shows.</summary>
    public event EventHandler? Changed;

    public SignedInUser? User { get; private set; }

    public BoardSnapshot? Snapshot => _fold.Newest;

    public LineState Line { get; private set; }

    /// <summary>When the line was lost (UTC): the figures are as old as this; null while it is not.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    public string? EndedBecause { get; private set; }

    public bool MustSignIn { get; private set; }

    /// <summary>The last refusal, by the id of its campaign or the name of its control.</summary>
    public (string Control, string Sentence)? Refusal { get; private set; }

    /// <summary>What was asked for and is on its way: a campaign's id or a control's name; null when nothing is.</summary>
    public string? Pending { get; private set; }

    public string? RefusalOf(string control) => Refusal is { } refusal && refusal.Control == control ? refusal.Sentence : null;

    public async Task Open()
    {
        _open = new CancellationTokenSource();
        EndedBecause = null;
        var reply = await api.Read(Api.Me, _open.Token);
        MustSignIn = reply is Reply.SignedOut;
        User = reply is Reply.Done done ? Snapshots.OfUser(done.Body) : User;
        api.User = User?.User ?? "";
        Tell();
        if (!MustSignIn)
        {
            await live.WatchBoard(new Listener<BoardSnapshot>(Take, Moved, Ended), _open.Token);
        }
    }

    public async Task Close()
    {
        await _open.CancelAsync();
        await live.Close();
    }

    public Task Start(string campaign) =>
        Send(campaign, () => api.Command(Api.CampaignStart(campaign), Guid.CreateVersion7(), _open.Token));

    public Task Stop(string campaign) =>
        Send(campaign, () => api.Command(Api.CampaignStop(campaign), Guid.CreateVersion7(), _open.Token));

    public Task Load(string campaign) =>
        Send(campaign, () => api.Command(Api.CampaignLoad(campaign), Guid.CreateVersion7(), _open.Token));

    /// <param name="force">Nothing is waited for.</param>
    public Task Unload(string campaign, bool force) =>
        Send(campaign, () => api.Command(Api.CampaignUnload(campaign), new UnloadRequest(force), Guid.CreateVersion7(), _open.Token));

    /// <summary>Whether it was changed.</summary>
    public async Task<bool> Change(string campaign, DialMode mode) => await Send(
        campaign, () => api.Command(Api.CampaignMode(campaign), new ModeRequest(mode), Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Whether it was changed.</summary>
    public async Task<bool> Change(string campaign, PacingRequest pacing) => await Send(
        campaign, () => api.Command(Api.CampaignPacing(campaign), pacing, Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Whether it was made.</summary>
    public async Task<bool> Make(NewCampaignRequest campaign) =>
        await Send("new-campaign", () => api.Command(Api.Campaigns, campaign, Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Whether it was made.</summary>
    public async Task<bool> Make(NewAgentRequest agent) =>
        await Send("new-agent", () => api.Command(Api.Agents, agent, Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Makes a sign-in link for an agent; null: it was refused.</summary>
    public async Task<NewSignInLink?> MakeLink(string agent) =>
        await Send(AgentControl(agent), () => api.Command(Api.AgentLinks(agent), Guid.CreateVersion7(), _open.Token))
            is Reply.Done done ? ApiClient.Parse<NewSignInLink>(done.Body) : null;

    /// <summary>The control of a message that is written.</summary>
    public const string Telling = "tell";

    /// <summary>The control of what is done with an agent.</summary>
    public static string AgentControl(string agent) => $"agent:{agent}";

    /// <summary>The last refusal of a control is read, or not wanted any more.</summary>
    public void Forget(string control)
    {
        if (Refusal is { } refusal && refusal.Control == control)
        {
            Refusal = null;
        }
    }

    /// <summary>Sets an agent's state; whether it was set or booked.</summary>
    /// <param name="reason">Of Not ready; null: Ready.</param>
    /// <param name="now">What is at hand is not waited for.</param>
    /// <param name="since">Only while the agent is in the state that began then; null: whatever they do.</param>
    public async Task<bool> SetState(string agent, string? reason, bool now, DateTimeOffset? since = null) => await Send(AgentControl(agent), () => api.Command(
        Api.AgentState(agent),
        new AgentStateRequest(reason is null ? AgentState.Ready : AgentState.NotReady, reason, now, since),
        Guid.CreateVersion7(),
        _open.Token)) is Reply.Done;

    /// <summary>Puts an agent on another campaign; whether they are.</summary>
    public async Task<bool> Assign(string agent, string campaign) => await Send(AgentControl(agent), () => api.Command(
        Api.AgentCampaign(agent), new AgentCampaignRequest(campaign), Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Signs an agent off; null: it was refused.</summary>
    public async Task<SignOutAnswer?> SignOff(string agent, bool now) =>
        await Send(AgentControl(agent), () => api.Command(Api.AgentSignOut(agent), new AgentSignOutRequest(now), Guid.CreateVersion7(), _open.Token))
            is Reply.Done done ? ApiClient.Parse<SignOutAnswer>(done.Body) : null;

    /// <summary>Takes a sign-off back; whether it was.</summary>
    public async Task<bool> Stay(string agent) =>
        await Send(AgentControl(agent), () => api.Command(Api.AgentStays(agent), Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Sends words to agents; null: they were refused.</summary>
    public async Task<MessageSent?> Tell(NewMessageRequest message) =>
        await Send(Telling, () => api.Command(Api.Messages, message, Guid.CreateVersion7(), _open.Token))
            is Reply.Done done ? ApiClient.Parse<MessageSent>(done.Body) : null;

    /// <summary>Who has read what was sent; null: the server does not say.</summary>
    public async Task<SentMessage?> Sent(long sending)
    {
        var reply = await api.Read(Api.MessageSending(sending), _open.Token);
        Heard(reply);
        return reply is Reply.Done done ? ApiClient.Parse<SentMessage>(done.Body) : null;
    }

    /// <summary>Why a campaign dials as it does; without an answer, a sentence.</summary>
    public async Task<(CampaignWhy? Why, string? Sentence)> Why(string campaign, CancellationToken cancellationToken)
    {
        var reply = await api.Read(Api.CampaignWhy(campaign), cancellationToken);
        Heard(reply);
        return reply is Reply.Done done ? (ApiClient.Parse<CampaignWhy>(done.Body), null) : (null, reply.Sentence);
    }

    /// <summary>What a page heard from the server: it may be that nobody is signed in any more.</summary>
    public void Heard(Reply reply)
    {
        if (reply is Reply.SignedOut)
        {
            MustSignIn = true;
            Tell();
        }
    }

    public async Task SignOut()
    {
        MustSignIn = await Send("person", () => api.Command(Api.SignOut, Guid.CreateVersion7(), _open.Token)) is Reply.Done or Reply.SignedOut;
        Tell();
    }

    public async ValueTask DisposeAsync()
    {
        await _open.CancelAsync();
        _open.Dispose();
    }

    private Task Take(BoardSnapshot snapshot)
    {
        if (_fold.Take(snapshot))
        {
            Tell();
        }

        return Task.CompletedTask;
    }

    private void Moved(LineState state)
    {
        if (state == LineState.Up)
        {
            _fold.NewConnection();
        }

        LostAt = state == LineState.Lost ? LostAt ?? clock.Now : null;
        Line = state;
        MustSignIn |= state == LineState.SignedOut;
        Tell();
    }

    private void Ended(string why)
    {
        EndedBecause = ServerSentences.Read(why);
        Tell();
    }

    private async Task<Reply> Send(string control, Func<Task<Reply>> command)
    {
        Pending = control;
        Refusal = null;
        Tell();
        var reply = await command();
        Pending = null;
        MustSignIn |= reply is Reply.SignedOut;
        Refusal = reply.Sentence is { } sentence ? (control, sentence) : null;
        Tell();
        return reply;
    }

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);
}
