namespace Paceline.Storage;

/// <summary>One person of a file.</summary>
/// <param name="Fields">The other columns as JSON.</param>
internal sealed record ListRow(IReadOnlyList<PlacedNumber> Numbers, string Contact, string Fields);

/// <summary>What became of one piece of a file.</summary>
/// <param name="Refused">Rows whose numbers were there already.</param>
/// <param name="Suppressed">Rows taken that have a number on the Do Not Call list.</param>
internal sealed record StoredPiece(IReadOnlyList<RefusedRow> Refused, int Suppressed);

/// <summary>One reading of a file: it gathers rows into pieces, counts what became of them, and remembers why rows were refused. What
/// is done with a piece is its owner's: an import writes it, a check asks only.</summary>
/// <param name="store">Takes a piece of rows, with their numbers in the file.</param>
internal sealed class ListRun(Func<IReadOnlyList<(long Number, ListRow Row)>, CancellationToken, Task<StoredPiece>> store)
{
    /// <summary>Rows of one piece: about 20 ms, which is what a commit of a call may wait behind it.</summary>
    private const int RowsOfPiece = 1_000;

    private readonly List<(long Number, ListRow Row)> _waiting = new(RowsOfPiece);
    private readonly List<RefusedRow> _refusals = [];
    private readonly Dictionary<RefusalKind, (long Count, List<long> Rows, List<RefusedRow> Samples)> _groups = [];
    private ListColumns? _columns;
    private IReadOnlyList<string> _sample = [];

    public long Rows { get; private set; }

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public long Suppressed { get; private set; }

    public IReadOnlyList<RefusedGroup> Groups =>
    [
        .. _groups.OrderByDescending(static g => g.Value.Count).ThenBy(static g => g.Key)
            .Select(static g => new RefusedGroup(
                g.Key, g.Value.Count, [.. g.Value.Rows.Order()], [.. g.Value.Samples.OrderBy(static r => r.Row)])),
    ];

    public void Begin(ListColumns columns) => _columns = columns;

    /// <summary>What stands in the first row.</summary>
    public void Sample(IReadOnlyList<string> values) => _sample = values;

    /// <summary>Whether a piece went with it.</summary>
    public async Task<bool> TakeAsync(long number, (ListRow? Row, Unplaced Why) read, CancellationToken cancellationToken)
    {
        Rows++;
        if (read.Row is null)
        {
            Refuse(new(number, read.Why.Kind, read.Why.Sentence));
            return false;
        }

        _waiting.Add((number, read.Row));
        if (_waiting.Count < RowsOfPiece)
        {
            return false;
        }

        await StoreAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>What is left of the file.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var rows = _waiting.ToArray();
        _waiting.Clear();
        var stored = await store(rows, cancellationToken).ConfigureAwait(false);
        Accepted += rows.Length - stored.Refused.Count;
        Suppressed += stored.Suppressed;
        foreach (var refused in stored.Refused)
        {
            Refuse(refused);
        }
    }

    public ImportedList Report(long? import)
    {
        var columns = _columns ?? throw new InvalidOperationException("A file was not begun and has no report.");
        return new(
            Rows,
            Accepted,
            Refused,
            [.. _refusals.OrderBy(static r => r.Row)],
            Groups,
            Suppressed,
            columns.Phones is [var first, ..] ? columns.Headers[first] : "",
            [.. columns.Headers.Select((header, i) => new ReadColumn(header, columns.Uses[i], i < _sample.Count ? _sample[i] : ""))],
            import);
    }

    private void Refuse(RefusedRow row)
    {
        Refused++;
        if (_refusals.Count < CallingLists.RefusalsMax)
        {
            _refusals.Add(row);
        }

        var (count, rows, samples) = _groups.GetValueOrDefault(row.Kind, (0, [], []));
        if (rows.Count < RefusedGroup.RowsMax)
        {
            rows.Add(row.Row);
        }

        if (samples.Count < RefusedGroup.SamplesMax)
        {
            samples.Add(row);
        }

        _groups[row.Kind] = (count + 1, rows, samples);
    }
}
