using Paceline.Contracts;
using Paceline.Web.Sound;

namespace Paceline.Web.Workspace.Outcomes;

/// <summary>The draft of the call that is on the desk, kept in the browser at each change under (agent, attempt).</summary>
public sealed class DraftBook(BrowserModule browser)
{
    private string _name = "";
    private string? _before;

    public Draft Current { get; private set; } = Draft.Empty;

    /// <summary>Opens the draft of this call: what a reload left, or an empty one.</summary>
    public async Task Open(string agent, Guid attempt)
    {
        _name = NameOf(agent, attempt);
        _before = null;
        Current = Draft.Empty;
        Current = Draft.Read(await browser.Kept(_name));
    }

    /// <summary>No call is on the desk. What was kept stays kept until it is saved or the agent signs out.</summary>
    public void Close() => (_name, Current) = ("", Draft.Empty);

    public Task Choose(string outcome)
    {
        _before = Current.Outcome;
        return Keep(Current with { Outcome = outcome });
    }

    /// <summary>What was saved before and taken back.</summary>
    public Task Restore(string outcome, string note) => Keep(Current with { Outcome = outcome, Note = note });

    public Task ChooseResult(string result) => Keep(Current with { Result = result });

    public Task Write(string note) => Keep(Current with { Note = note });

    /// <summary>Undoes the last choice; whether there was one to undo.</summary>
    public async Task<bool> TakeBack()
    {
        if (_before is not { } before)
        {
            return false;
        }

        _before = null;
        await Keep(Current with { Outcome = before });
        return true;
    }

    /// <summary>The key to send it with: the same one until the server has answered.</summary>
    public async Task<Guid> Send(AndThen then)
    {
        var key = Current.Key ?? Guid.CreateVersion7();
        await Keep(Current with { Key = key, Then = then });
        return key;
    }

    /// <summary>The server said no: the next try is another command.</summary>
    public Task Refused() => Keep(Current with { Key = null });

    /// <summary>The server has it; by now another record may be on the desk.</summary>
    public Task Saved(string agent, Guid attempt)
    {
        if (_name == NameOf(agent, attempt))
        {
            Current = Current with { Key = null };
        }

        return Forget(agent, attempt);
    }

    /// <summary>The server said no to what was sent of a record that is on the desk no more: an undo brings it back with what was written.</summary>
    public Task Refused(string agent, Guid attempt, Draft late) => browser.Keep(NameOf(agent, attempt), (late with { Key = null }).Write());

    /// <summary>The server has what was sent of a record that is on the desk no more.</summary>
    public Task Forget(string agent, Guid attempt) => browser.Forget(NameOf(agent, attempt));

    private static string NameOf(string agent, Guid attempt) => $"{agent}.{attempt:N}";

    private async Task Keep(Draft draft)
    {
        Current = draft;
        if (_name.Length > 0)
        {
            await browser.Keep(_name, draft.Write());
        }
    }
}
