using Paceline.PeerTests.Browser;

namespace Paceline.WebBench;

/// <summary>The product on loopback as the browser tests start it, and the figures of its pages.</summary>
internal static class Measurement
{
    public static async Task<Report> RunAsync(WebOptions options)
    {
        var busy = await Machine.BusyAsync();
        await using CallCentre centre = new() { Program = options.Program };
        await centre.InitializeAsync();
        Console.Error.WriteLine($"bench web: {options.Loads} loads with an empty cache, {options.Loads} with a full one …");
        var loads = await PageLoads.MeasureAsync(centre, options.Loads);
        Console.Error.WriteLine($"bench web: a shift of {options.Records} calls …");
        var shift = await WorkedShift.MeasureAsync(centre, options.Records);
        return new($"Chromium {centre.Browser.Version}", busy, [.. loads, .. shift]);
    }
}
