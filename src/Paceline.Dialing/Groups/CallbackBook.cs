using System.Collections.Immutable;
using NodaTime;
using Paceline.Dialing.Contacts;

namespace Paceline.Dialing.Groups;

/// <summary>A callback that is to be kept.</summary>
/// <param name="Due">Not called before: its time, or a later one at which it may be.</param>
/// <param name="Taken">It is being called.</param>
public sealed record OpenCallback(ChainId Chain, Callback Callback, Instant Due, bool Taken = false);

/// <summary>All callbacks of a campaign group that are to be kept, one for a chain, in the order in which they are due. It is held whole:
/// there are as many as agents have promised, and not as many as there are records.</summary>
public sealed record CallbackBook
{
    private ImmutableDictionary<ChainId, OpenCallback> _all = ImmutableDictionary<ChainId, OpenCallback>.Empty;
    private ImmutableSortedSet<(Instant Due, ChainId Chain)> _due = [];
    private ImmutableSortedSet<(Instant At, ChainId Chain)> _unmissed = [];

    private CallbackBook()
    {
    }

    public static CallbackBook Empty { get; } = new();

    public bool IsEmpty => _all.IsEmpty;

    /// <summary>By chain.</summary>
    public IEnumerable<OpenCallback> All => _all.Values.OrderBy(static c => c.Chain);

    /// <summary>The earliest that is neither missed nor being called; null: none.</summary>
    public Instant? EarliestUnmissed => _unmissed.IsEmpty ? null : _unmissed.Min.At;

    /// <summary>The callback of a chain; null: none was promised.</summary>
    public OpenCallback? Of(ChainId chain) => _all.GetValueOrDefault(chain);

    /// <summary>By the attempt in which it was booked; null: there is none, or no more.</summary>
    public OpenCallback? Find(AttemptId booked) => _all.Values.FirstOrDefault(c => c.Callback.Booked == booked);

    /// <summary>Those that are due and not being called, earliest first.</summary>
    public IEnumerable<OpenCallback> DueBy(Instant now) => _due.TakeWhile(c => c.Due <= now).Select(c => _all[c.Chain]);

    /// <summary>When the next one falls due that is not due yet; null: none does.</summary>
    public Instant? NextDue(Instant now) => _due.SkipWhile(c => c.Due <= now).Select(static c => (Instant?)c.Due).FirstOrDefault();

    /// <summary>Those whose time was that long ago or longer, that nobody calls and that are not missed yet.</summary>
    public IEnumerable<OpenCallback> Overdue(Duration grace, Instant now) =>
        _unmissed.TakeWhile(c => c.At + grace <= now).Select(c => _all[c.Chain]);

    /// <summary>With it, in place of another of its chain.</summary>
    public CallbackBook With(OpenCallback open)
    {
        var rest = Without(open.Chain);
        return rest with
        {
            _all = rest._all.Add(open.Chain, open),
            _due = open.Taken ? rest._due : rest._due.Add((open.Due, open.Chain)),
            _unmissed = open.Taken || open.Callback.Missed ? rest._unmissed : rest._unmissed.Add((open.Callback.At, open.Chain)),
        };
    }

    /// <summary>Without the one of a chain, if there is one.</summary>
    public CallbackBook Without(ChainId chain) => Of(chain) is not { } open ? this : this with
    {
        _all = _all.Remove(chain),
        _due = _due.Remove((open.Due, chain)),
        _unmissed = _unmissed.Remove((open.Callback.At, chain)),
    };
}
