using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace.Callbacks;

/// <summary>The agent's callbacks on this page: asked for when it opens, a moment after a record was closed, and once a minute. One of the
/// agent's own that falls due is told and rung for, whether or not the agent is there to get it.</summary>
public sealed class MyCallbacks(ApiClient api, BrowserModule browser, SecondHand clock, Action changed, Action<string> announce)
{
    private static readonly TimeSpan _askEvery = TimeSpan.FromMinutes(1);

    /// <summary>A record's booking becomes a callback a moment after the record is closed.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(1);

    private readonly HashSet<(Guid Callback, DateTimeOffset At)> _told = [];
    private DateTimeOffset _askAt = DateTimeOffset.MinValue;
    private bool _asking;

    /// <summary>Earliest first.</summary>
    public IReadOnlyList<CallbackRow> All { get; private set; } = [];

    /// <summary>They have come from the server once.</summary>
    public bool Known { get; private set; }

    /// <summary>How many want to be seen to: due or missed.</summary>
    public int Urgent => All.Count(row => row.State is CallbackState.Missed || IsDue(row));

    /// <summary>One of the agent's own that has just fallen due; null: none has, or it was seen.</summary>
    public CallbackRow? Told { get; private set; }

    /// <summary>Why the last change came to nothing, with a time at which it could be done; null: it did not.</summary>
    public Problem? Trouble { get; private set; }

    public bool IsDue(CallbackRow row) => row.State is CallbackState.Due || (row.State is CallbackState.Pending && row.At <= clock.Now);

    /// <summary>One of the agent's own whose time has come is still to be kept.</summary>
    public bool HasOwn(string agent) => All.Any(row => row.Owner == agent && row.At <= clock.Now && row.State is not CallbackState.Lost);

    public void AskSoon() => _askAt = clock.Now + _soon;

    /// <summary>Once a second.</summary>
    /// <param name="agent">Whose page it is.</param>
    public async Task Tick(string agent, CancellationToken cancellation)
    {
        if (clock.Now >= _askAt && !_asking)
        {
            await Ask(cancellation);
        }

        if (Told is { } told && !All.Any(row => row.Callback == told.Callback && row.At == told.At && IsDue(row)))
        {
            Told = null;
            changed();
        }

        if (All.FirstOrDefault(row => row.Owner == agent && IsDue(row) && _told.Add((row.Callback, row.At))) is { } due)
        {
            Told = due;
            announce(CallbackWords.Due(due));
            await browser.Cue("callback");
        }
    }

    public void Dismiss()
    {
        Told = null;
        changed();
    }

    public async Task Ask(CancellationToken cancellation)
    {
        (_askAt, _asking) = (clock.Now + _askEvery, true);
        try
        {
            if (await api.Read(Api.AgentCallbacks, cancellation) is Reply.Done done && Snapshots.OfCallbacks(done.Body) is { Callbacks: { } rows })
            {
                (All, Known) = (rows, true);
                changed();
            }
        }
        finally
        {
            _asking = false;
        }
    }

    /// <summary>Moves one of the agent's own; whether it was moved.</summary>
    public Task<bool> Change(CallbackRow row, DateTimeOffset at, bool mine, CancellationToken cancellation) => Send(
        Api.AgentCallbackChange(row.Callback), new CallbackChangeRequest(at, mine ? row.Owner : null), cancellation);

    /// <summary>Makes one of the agent's own void; whether it was.</summary>
    public Task<bool> Cancel(CallbackRow row, CancellationToken cancellation) => Send<string?>(Api.AgentCallbackCancel(row.Callback), null, cancellation);

    /// <summary>What went wrong before is read.</summary>
    public void Forget() => Trouble = null;

    private async Task<bool> Send<T>(string route, T body, CancellationToken cancellation)
    {
        Trouble = null;
        var reply = body is null
            ? await api.Command(route, Guid.CreateVersion7(), cancellation)
            : await api.Command(route, body, Guid.CreateVersion7(), cancellation);
        Trouble = reply.Trouble;
        await Ask(cancellation);
        changed();
        return reply is Reply.Done;
    }
}
