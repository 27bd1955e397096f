using Microsoft.Playwright;

namespace Paceline.WebBench;

/// <summary>Something that was seen in a page.</summary>
/// <param name="What">"who": the name or state in the call bar; "menu", "muted": opened or pressed, "" when no more; "key": a key went down;
/// "shift": the layout moved, by so much.</param>
/// <param name="At">Milliseconds since 1970: after the paint, for a key when it went down.</param>
internal readonly record struct Seen(string What, string Detail, double At);

/// <summary>Watches a page from inside and tells when what changed has been painted.</summary>
internal sealed class PageWatch
{
    /// <summary>The page's own clock is the system's, so its times compare with the server's on the same machine. Painted is: the frame's callback
    /// ran, and the task after it, which comes behind style, layout and paint.</summary>
    private const string Script = """
        (() => {
          const now = () => performance.timeOrigin + performance.now();
          const painted = (what, detail) => requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => benchSeen(what, detail, now());
            after.port2.postMessage(0);
          });
          const last = {};
          const looks = {
            who: () => document.querySelector('.callbar h1')?.textContent.trim() ?? '',
            menu: () => document.querySelector('[role=menu]') ? 'open' : '',
            muted: () => document.querySelector('.callbar-buttons button')?.getAttribute('aria-pressed') === 'true' ? 'muted' : '',
          };
          new MutationObserver(() => {
            for (const [what, look] of Object.entries(looks)) {
              const detail = look();
              if (detail !== (last[what] ?? '')) painted(what, last[what] = detail);
            }
          }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-pressed'] });
          addEventListener('keydown', e => benchSeen('key', e.key, performance.timeOrigin + e.timeStamp), true);
          new PerformanceObserver(list => {
            for (const shift of list.getEntries()) benchSeen('shift', String(shift.value), performance.timeOrigin + shift.startTime);
          }).observe({ type: 'layout-shift', buffered: true });
        })();
        """;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<Seen> _seen = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything so far, in the order it was told.</summary>
    public IReadOnlyList<Seen> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Watches every page that is opened in this context from now on.</summary>
    public static async Task<PageWatch> OnAsync(IBrowserContext context)
    {
        PageWatch watch = new();
        await context.ExposeFunctionAsync<string, string, double, bool>("benchSeen", watch.Tell);
        await context.AddInitScriptAsync(Script);
        return watch;
    }

    /// <summary>The first that fits, of those told after so many; waits for it.</summary>
    /// <exception cref="TimeoutException">Nothing that fits was seen in time; says what was.</exception>
    public async Task<Seen> FirstAsync(Func<Seen, bool> fits, int after = 0, TimeSpan? limit = null)
    {
        using CancellationTokenSource stop = new(limit ?? _limit);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                foreach (var seen in _seen.Skip(after).Where(fits))
                {
                    return seen;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(stop.Token);
            }
            catch (OperationCanceledException late)
            {
                var last = string.Join(", ", All.TakeLast(6).Select(static s => $"{s.What} “{s.Detail}”"));
                throw new TimeoutException($"The page did not show in {limit ?? _limit} what was waited for; the last it showed: {last}", late);
            }
        }
    }

    private bool Tell(string what, string detail, double at)
    {
        lock (_lock)
        {
            _seen.Add(new(what, detail, at));
            (var told, _more) = (_more, new(TaskCreationOptions.RunContinuationsAsynchronously));
            told.SetResult();
        }

        return true;
    }
}
