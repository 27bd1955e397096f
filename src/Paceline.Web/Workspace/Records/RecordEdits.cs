using Paceline.Contracts;
using Paceline.Ui;
using Paceline.Web.Connection;

namespace Paceline.Web.Workspace.Records;

/// <summary>How a change of one field stands.</summary>
public enum FieldEditState
{
    /// <summary>On its way.</summary>
    Saving,

    /// <summary>The server has it.</summary>
    Saved,

    /// <summary>The server says no; the text stays for another try.</summary>
    Refused,

    /// <summary>No answer came; it is sent again with the same key when the line is back.</summary>
    Waiting,
}

/// <summary>A change of one field of the record on the desk.</summary>
/// <param name="Text">What the agent wrote.</param>
/// <param name="Sentence">Why it is not saved; empty when it is.</param>
/// <param name="At">When it came to this (UTC).</param>
/// <param name="Key">Of the command, so that a second try cannot do it twice.</param>
public sealed record FieldEdit(string Text, FieldEditState State, string Sentence, DateTimeOffset At, Guid Key);

/// <summary>What the agent changed in the record on the desk and how far that is: each field is saved by itself, and what the server does
/// not answer is sent again.</summary>
public sealed class RecordEdits(ApiClient api, SecondHand clock)
{
    private readonly Dictionary<string, FieldEdit> _edits = new(StringComparer.Ordinal);
    private Task _last = Task.CompletedTask;

    /// <summary>Raised after each change.</summary>
    public event EventHandler? Changed;

    public Guid Attempt { get; private set; }

    /// <summary>Null: the field was not touched.</summary>
    public FieldEdit? Of(string field) => _edits.GetValueOrDefault(field);

    /// <summary>The first change that the server has not; null: it has all.</summary>
    public (string Field, FieldEdit Edit)? Open =>
        _edits.Where(static e => e.Value.State is FieldEditState.Refused or FieldEditState.Waiting)
            .Select(static e => ((string, FieldEdit)?)(e.Key, e.Value)).FirstOrDefault();

    /// <summary>Another record is on the desk, or none.</summary>
    public void Begin(Guid attempt)
    {
        if (attempt != Attempt)
        {
            Attempt = attempt;
            _edits.Clear();
        }
    }

    /// <summary>The agent gives the change up.</summary>
    public void Forget(string field)
    {
        _edits.Remove(field);
        Tell();
    }

    public Task Save(string field, string text, CancellationToken cancellation) =>
        _last = Send(Attempt, field, text, Guid.CreateVersion7(), _last, cancellation);

    /// <summary>Sends what had no answer, and completes when everything has one, or none.</summary>
    public async Task Settle(CancellationToken cancellation)
    {
        await _last;
        foreach (var (field, edit) in _edits.Where(static e => e.Value.State == FieldEditState.Waiting).ToList())
        {
            await (_last = Send(Attempt, field, edit.Text, edit.Key, _last, cancellation));
        }
    }

    /// <summary>One after the other: two changes of one field must not overtake each other.</summary>
    private async Task Send(Guid attempt, string field, string text, Guid key, Task before, CancellationToken cancellation)
    {
        Note(attempt, field, new(text, FieldEditState.Saving, "", clock.Now, key));
        await before;
        var reply = await api.Command(Api.AgentRecord, new RecordEditRequest(attempt, field, text), key, cancellation);
        Note(attempt, field, new(
            text,
            reply switch { Reply.Done => FieldEditState.Saved, Reply.Unreachable or Reply.SignedOut => FieldEditState.Waiting, _ => FieldEditState.Refused },
            reply is Reply.Unreachable ? Texts.FieldNotSavedYet
                : reply is Reply.SignedOut ? Texts.EditKept
                : reply.Sentence ?? "",
            clock.Now,
            key));
    }

    private void Note(Guid attempt, string field, FieldEdit edit)
    {
        if (attempt == Attempt)
        {
            _edits[field] = edit;
            Tell();
        }
    }

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);
}
