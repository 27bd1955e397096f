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
/// <param name="Before">What the record had and will have until it has this: its own value then, and what was written since.</param>
/// <param name="Sentence">Why it is not saved; empty when it is.</param>
/// <param name="At">When it came to this (UTC).</param>
/// <param name="Key">Of the command, so that a second try cannot do it twice.</param>
public sealed record FieldEdit(string Text, IReadOnlyList<string> Before, FieldEditState State, string Sentence, DateTimeOffset At, Guid Key);

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

    /// <summary>What the agent sees in a field: what they wrote, unless the server said no, and until the record itself has moved on. The
    /// answer to a change may come before the record that has it; the old value must not show in between.</summary>
    public string Shown(RecordField field) => Of(field.Name) switch
    {
        null or { State: FieldEditState.Refused } => field.Value,
        { State: FieldEditState.Saved } edit when !edit.Before.Contains(field.Value, StringComparer.Ordinal) => field.Value,
        var edit => edit.Text,
    };

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

    /// <summary>The agent leaves the field as it stands: what was refused is given up; what the server has, or will be sent, is not.</summary>
    public void Forget(string field)
    {
        if (Of(field) is { State: FieldEditState.Refused })
        {
            _edits.Remove(field);
            Tell();
        }
    }

    public Task Save(RecordField field, string text, CancellationToken cancellation)
    {
        IReadOnlyList<string> before = Of(field.Name) is { } earlier && Shown(field) == earlier.Text ? [.. earlier.Before, earlier.Text] : [field.Value];
        return _last = Send(Attempt, field.Name, new(text, before, FieldEditState.Saving, "", clock.Now, Guid.CreateVersion7()), _last, cancellation);
    }

    /// <summary>Sends what had no answer, and completes when everything has one, or none.</summary>
    public async Task Settle(CancellationToken cancellation)
    {
        var attempt = Attempt;
        await Over(_last);
        foreach (var (field, edit) in _edits.Where(static e => e.Value.State == FieldEditState.Waiting).ToList())
        {
            // While one was on its way another record may have come, or the agent may have written something else.
            if (attempt != Attempt || Of(field) != edit)
            {
                continue;
            }

            await (_last = Send(attempt, field, edit with { State = FieldEditState.Saving, Sentence = "", At = clock.Now }, _last, cancellation));
        }
    }

    /// <summary>One after the other: two changes of one field must not overtake each other.</summary>
    private async Task Send(Guid attempt, string field, FieldEdit edit, Task before, CancellationToken cancellation)
    {
        Note(attempt, field, edit);
        await Over(before);
        var reply = await api.Command(Api.AgentRecord, new RecordEditRequest(attempt, field, edit.Text), edit.Key, cancellation);
        Note(attempt, field, edit with
        {
            State = reply switch
            {
                Reply.Done => FieldEditState.Saved,
                Reply.Unreachable or Reply.SignedOut => FieldEditState.Waiting,
                _ => FieldEditState.Refused,
            },
            Sentence = reply is Reply.Unreachable ? Texts.FieldNotSavedYet
                : reply is Reply.SignedOut ? Texts.EditKept
                : reply.Sentence ?? "",
            At = clock.Now,
        });
    }

    /// <summary>One that was broken off, with its page, stops none after it.</summary>
    private static async Task Over(Task earlier) =>
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

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
