using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace.Messages;

/// <summary>The agent's messages on this page, and which of them are shown for a moment when they come: at most two, for 20 seconds, never
/// during a call. Whatever is not answered stays unread in the messages; what is of high priority stands between calls until it is confirmed.</summary>
public sealed class Mailbox(ApiClient api, BrowserModule browser, SecondHand clock, Action changed, Action<string> announce)
{
    private const int ToastsMax = 2;

    private static readonly TimeSpan _toastTime = TimeSpan.FromSeconds(20);

    /// <summary>What came so long before the page was opened came with it: the warning that a sign-in brings.</summary>
    private static readonly TimeSpan _withThePage = TimeSpan.FromSeconds(60);

    private readonly Fold<MessagesSnapshot> _fold = new(static s => s.Number);
    private readonly List<(long Id, DateTimeOffset Until)> _toasts = [];

    /// <summary>Of high priority, and put off until the next record or call is over.</summary>
    private readonly HashSet<long> _later = [];

    private bool _held;
    private long? _newest;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Message> All => _fold.Newest?.Messages ?? [];

    public int Unread => _fold.Newest?.Unread ?? 0;

    /// <summary>Shown now, oldest first.</summary>
    public IReadOnlyList<Message> Toasts
    {
        get
        {
            var standing = Standing.Take(ToastsMax).ToList();
            var passing = _toasts.Select(t => All.FirstOrDefault(m => m.Id == t.Id)).OfType<Message>();
            return [.. standing.Concat(passing.TakeLast(ToastsMax - standing.Count)).OrderBy(static m => m.Id)];
        }
    }

    /// <summary>Of high priority and not confirmed, oldest first.</summary>
    private IEnumerable<Message> Standing => All.Where(m => MustBeConfirmed(m) && !_later.Contains(m.Id)).Reverse();

    /// <summary>The message that is unfolded in the panel; null: none is.</summary>
    public long? Unfolded { get; private set; }

    /// <summary>Why the last command came to nothing; null: it did not.</summary>
    public string? Trouble { get; private set; }

    public void NewConnection() => _fold.NewConnection();

    /// <param name="busy">A call or its record is on the desk: what comes goes straight to the messages, and only its count is seen.</param>
    public async Task Take(MessagesSnapshot snapshot, bool busy)
    {
        if (!_fold.Take(snapshot))
        {
            return;
        }

        var fresh = snapshot.Messages.Where(IsNew).Reverse().ToList();
        _newest = snapshot.Messages.Count > 0 ? Math.Max(_newest ?? 0, snapshot.Messages[0].Id) : _newest ?? 0;
        _toasts.RemoveAll(t => snapshot.Messages.All(m => m.Id != t.Id || m.Read));
        if (!busy)
        {
            await Toast(fresh);
        }

        changed();
    }

    /// <summary>Nothing lies over a call; what was shown is found in the messages.</summary>
    public void CallLanded()
    {
        _toasts.Clear();
        _later.Clear();
        _held = false;
    }

    /// <summary>The desk is free again: what nobody has confirmed stands there, and is told.</summary>
    public async Task CallGone()
    {
        if (Standing.Take(ToastsMax).ToList() is { Count: > 0 } standing)
        {
            announce(Said(standing));
            await browser.Cue("message");
        }
    }

    /// <summary>Once a second.</summary>
    public void Tick()
    {
        if (!_held && _toasts.RemoveAll(t => t.Until <= clock.Now) > 0)
        {
            changed();
        }
    }

    /// <summary>The pointer or the focus is on a toast: it waits.</summary>
    public void Hold() => _held = true;

    public void LetGo()
    {
        _held = false;
        for (var i = 0; i < _toasts.Count; i++)
        {
            _toasts[i] = (_toasts[i].Id, clock.Now + _toastTime);
        }
    }

    /// <summary>Not now: it stays unread.</summary>
    public void Dismiss(long message)
    {
        _toasts.RemoveAll(t => t.Id == message);
        if (All.Any(m => m.Id == message && MustBeConfirmed(m)))
        {
            _later.Add(message);
        }

        _held = false;
        changed();
    }

    /// <summary>Unfolds it in the panel, which is reading it; a second time folds it.</summary>
    public async Task UnfoldOrFold(Message message)
    {
        Unfolded = Unfolded == message.Id ? null : message.Id;
        await (Unfolded is not null && !message.Read ? Read(message.Id) : Task.CompletedTask);
        changed();
    }

    /// <summary>Unfolds it, for somebody who asked for it outside the panel.</summary>
    public async Task Show(Message message)
    {
        Dismiss(message.Id);
        Unfolded = message.Id;
        await Read(message.Id);
    }

    public Task Read(long message) => Ask(Api.MessageRead(message));

    public Task MarkUnread(long message) => Ask(Api.MessageUnread(message));

    public Task Delete(long message) => Ask(Api.MessageDelete(message));

    public Task ReadAll() => Ask(Api.AgentMessagesRead);

    public Task Acknowledge(long message)
    {
        Dismiss(message);
        return Ask(Api.MessageAcknowledge(message));
    }

    private async Task Toast(List<Message> fresh)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        foreach (var message in fresh.Where(static m => !MustBeConfirmed(m)))
        {
            // Yesterday's news of the same campaign is found in the messages.
            _toasts.RemoveAll(t => message.Campaign is not null && All.Any(m => m.Id == t.Id && m.Campaign == message.Campaign));
            _toasts.Add((message.Id, clock.Now + _toastTime));
        }

        _toasts.RemoveRange(0, Math.Max(0, _toasts.Count - ToastsMax));
        announce(Said(fresh.TakeLast(ToastsMax)));
        if (fresh.Any(static m => m.Priority == MessagePriority.High))
        {
            await browser.Cue("message");
        }
    }

    private static bool MustBeConfirmed(Message message) => message is { Priority: MessagePriority.High, Acknowledged: false };

    private static string Said(IEnumerable<Message> messages) => string.Join(' ', messages.Select(static m => $"{MessageWords.Spoken(m)}."));

    /// <summary>Not seen by this page before. When it opens, most of what is there is old news: only what came with it, and what wants to be read.</summary>
    private bool IsNew(Message message) => !message.Read && (_newest is { } newest
        ? message.Id > newest
        : clock.Now - message.At < _withThePage || MustBeConfirmed(message));

    private async Task Ask(string route)
    {
        var reply = await api.Command(route, Guid.CreateVersion7(), CancellationToken.None);
        Trouble = reply.Sentence;
        changed();
    }
}
