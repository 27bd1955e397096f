using Paceline.PeerTests.Browser;

namespace Paceline.WebBench;

/// <summary>The product on loopback as the browser tests start it, and the figures of its pages.</summary>
internal static class Measurement
{
    /// <summary>A telephone is heard to ring once before anybody takes it up.</summary>
    private static readonly TimeSpan _ring = TimeSpan.FromSeconds(1);

    public static async Task<Report> RunAsync(WebOptions options)
    {
        var busy = await Machine.BusyAsync();
        await using CallCentre centre = new() { Program = options.Program, RingsFor = _ring };
        await centre.InitializeAsync();
        Console.Error.WriteLine($"bench web: {options.Loads} loads with an empty cache …");
        var cold = await PageLoads.ColdAsync(centre, options.Loads);
        var profile = Directory.CreateTempSubdirectory("paceline-profile-").FullName;
        Console.Error.WriteLine($"bench web: a shift of {options.Records} calls …");
        var (shift, cookies) = await WorkedShift.MeasureAsync(centre, options.Records, profile);
        Console.Error.WriteLine($"bench web: {options.Loads} loads with a full cache …");
        var warm = await PageLoads.WarmAsync(centre, options.Loads, profile, cookies);
        Directory.Delete(profile, recursive: true);
        return new($"Chromium {centre.Browser.Version}", busy, [.. cold, .. shift, .. warm]);
    }
}
