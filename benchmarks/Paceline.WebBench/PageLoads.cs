using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Paceline.PeerTests.Browser;

namespace Paceline.WebBench;

/// <summary>One load of the workspace.</summary>
/// <param name="Bytes">Over the wire, headers included, until the network was quiet; not the push's frames.</param>
/// <param name="StateMs">From navigation until the agent's state was painted.</param>
/// <param name="KeyMs">From navigation until a key had been answered by what it does, painted.</param>
/// <param name="CpuMs">What the page's own thread computed until then: says little about waiting and stays nearly the same on a busy machine.</param>
internal sealed record PageLoad(long Bytes, double StateMs, double KeyMs, double CpuMs);

/// <summary>The workspace opened with an empty cache (a new profile), and by a browser that was worked in before and closed.</summary>
internal static class PageLoads
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(250);

    /// <summary>A browser has begun, with its own processes and caches, before somebody opens a page in it: how long that takes is not the page's doing.</summary>
    private static readonly TimeSpan _begun = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> ColdAsync(CallCentre centre, int loads)
    {
        var agent = await centre.AgentAsync("Lea Load", await centre.GroupAsync("Loads"));
        await using var seat = await Seat.OpenAsync(centre);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(agent));
        var cookies = await CookiesAsync(seat);
        await seat.Page.CloseAsync(); // The desk is open in one page at a time.

        List<PageLoad> cold = [];
        for (var i = 0; i < loads; i++)
        {
            var profile = Directory.CreateTempSubdirectory("paceline-profile-").FullName;
            cold.AddRange(await LoadAsync(centre, profile, cookies, times: 1));
            Directory.Delete(profile, recursive: true);
        }

        return
        [
            Bytes("firstLoadBytes", "First load, empty cache: bytes over the wire", cold, 2_600_000),
            Usable("interactiveColdMs", "Navigation → state shown and a key taken, empty cache", cold, 4_000),
        ];
    }

    /// <summary>What a browser keeps of a day's work, it has: the parts of the program, and of its code what was needed often.</summary>
    /// <param name="profile">Folder of a browser that was worked in.</param>
    public static async Task<IReadOnlyList<Figure>> WarmAsync(CallCentre centre, int loads, string profile, Cookie[] cookies)
    {
        List<PageLoad> started = [], again = [];
        for (var i = 0; i < loads; i++)
        {
            var tab = await LoadAsync(centre, profile, cookies, times: 2);
            started.Add(tab[0]);
            again.Add(tab[1]);
        }

        return
        [
            Bytes("nextLoadBytes", "Next load, full cache: bytes over the wire", started, 50_000),
            Usable("interactiveWarmMs", "Navigation → the same, full cache, loaded again in its tab", again, 1_500),
            // Neither cold nor warm: told beside them, because it is how an agent's day begins.
            Usable("interactiveStartMs", "Navigation → the same, full cache, browser newly started", started, bar: null),
        ];
    }

    /// <summary>The cookies of somebody signed in, as another browser is given them.</summary>
    public static async Task<Cookie[]> CookiesAsync(Seat seat)
    {
        var place = new UriBuilder(seat.Page.Url) { Path = "/", Query = "", Fragment = "" }.Uri.ToString();
        return [.. (await seat.Context.CookiesAsync()).Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Url = place, HttpOnly = cookie.HttpOnly, SameSite = cookie.SameSite,
        })];
    }

    /// <summary>Starts a browser and loads the page so many times in one tab.</summary>
    private static async Task<List<PageLoad>> LoadAsync(CallCentre centre, string profile, Cookie[] cookies, int times)
    {
        await using var context = await centre.Chromium.OpenProfileAsync(profile);
        await context.AddCookiesAsync(cookies);
        var watch = await PageWatch.OnAsync(context);
        var page = context.Pages[0];
        await Task.Delay(_begun);
        var wire = await context.NewCDPSessionAsync(page);
        long bytes = 0;
        wire.Event("Network.loadingFinished").OnEvent += (_, told) =>
            Interlocked.Add(ref bytes, (long)(told?.GetProperty("encodedDataLength").GetDouble() ?? 0));
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Performance.enable");
        List<PageLoad> loads = new(times);
        while (loads.Count < times)
        {
            loads.Add(await TimedAsync());
        }

        return loads;

        async Task<PageLoad> TimedAsync()
        {
            var (before, sent) = (watch.All.Count, Interlocked.Read(ref bytes));
            var computed = Seconds(await wire.SendAsync("Performance.getMetrics"), "ThreadTime");
            await page.GotoAsync(cookies[0].Url!, new() { WaitUntil = WaitUntilState.Commit });
            var state = await watch.FirstAsync(static seen => seen is { What: "who", Detail.Length: > 0 }, before);
            var answered = await KeyAnsweredAsync(page, watch, before);
            var cpu = Seconds(await wire.SendAsync("Performance.getMetrics"), "ThreadTime");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            var began = await page.EvaluateAsync<double>("performance.timeOrigin");
            return new(
                Interlocked.Read(ref bytes) - sent, state.At - began, Math.Max(state.At, answered.At) - began,
                1000 * (cpu >= computed ? cpu - computed : cpu)); // A new process counts anew.
        }
    }

    /// <summary>A key that a page does not take yet is lost, so it is pressed again.</summary>
    private static async Task<Seen> KeyAnsweredAsync(IPage page, PageWatch watch, int after)
    {
        for (var tries = 0; ; tries++)
        {
            await page.Keyboard.PressAsync("Shift+F2"); // Opens the status menu.
            try
            {
                return await watch.FirstAsync(static seen => seen is { What: "menu", Detail: "open" }, after, _patience);
            }
            catch (TimeoutException) when (tries < 40)
            {
                // Again.
            }
        }
    }

    private static double Seconds(JsonElement? metrics, string name) => metrics?.GetProperty("metrics").EnumerateArray()
        .First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble() ?? 0;

    private static Figure Bytes(string id, string what, List<PageLoad> loads, double? bar)
    {
        Values values = new(loads.Select(static l => (double)l.Bytes));
        return new(id, what, values.Largest, "bytes", bar, Text($"largest of {values.Count}"));
    }

    private static Figure Usable(string id, string what, List<PageLoad> loads, double? bar)
    {
        Values values = new(loads.Select(static l => l.KeyMs));
        Values cpu = new(loads.Select(static l => l.CpuMs));
        Values state = new(loads.Select(static l => l.StateMs));
        return new(id, what, values.Median, "ms", bar,
            Text($"median of {values.Count}, slowest {values.Largest:#,0}; state alone {state.Median:#,0}; CPU of the page {cpu.Median:#,0}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
