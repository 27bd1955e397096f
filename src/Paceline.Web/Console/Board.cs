using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;

namespace Paceline.Web.Console;

/// <summary>The supervisor's console behind the screen: the newest board and the commands to campaign groups.</summary>
public sealed class Board(ApiClient api, ILiveLine live, SecondHand clock) : IAsyncDisposable
{
    // A list of ten million rows is loaded by a program; a browser's upload stops here.
    private const long UploadMax = 512L * 1024 * 1024;

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

    /// <summary>What became of the last import, and into which campaign.</summary>
    public (string Campaign, ImportReport Report)? Imported { get; private set; }

    public string? RefusalOf(string control) => Refusal is { } refusal && refusal.Control == control ? refusal.Sentence : null;

    public async Task Open()
    {
        _open = new CancellationTokenSource();
        EndedBecause = null;
        var reply = await api.Read(Api.Me, _open.Token);
        MustSignIn = reply is Reply.SignedOut;
        User = reply is Reply.Done done ? ApiClient.Parse<SignedInUser>(done.Body) : User;
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

    /// <summary>Whether it was made.</summary>
    public async Task<bool> Make(NewCampaignRequest campaign) =>
        await Send("new-campaign", () => api.Command(Api.Campaigns, campaign, Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    /// <summary>Whether it was made.</summary>
    public async Task<bool> Make(NewAgentRequest agent) =>
        await Send("new-agent", () => api.Command(Api.Agents, agent, Guid.CreateVersion7(), _open.Token)) is Reply.Done;

    public async Task Import(string campaign, Microsoft.AspNetCore.Components.Forms.IBrowserFile file)
    {
        Imported = null;
        if (file.Size > UploadMax)
        {
            Refusal = (campaign, "The file is larger than 512 MB. Split it, or load it with a program by the same address.");
            Tell();
            return;
        }

        await using var stream = file.OpenReadStream(UploadMax, _open.Token);
        var reply = await Send(campaign, () => api.Upload(Api.CampaignRecords(campaign), stream, "text/csv", Guid.CreateVersion7(), _open.Token));
        if (reply is Reply.Done done && ApiClient.Parse<ImportReport>(done.Body) is { } report)
        {
            Imported = (campaign, report);
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
        Tell();
    }

    private void Ended(string why)
    {
        EndedBecause = why;
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
