using System.Globalization;

namespace Paceline.WebBench;

/// <summary>How busy others keep the machine: a figure of time means little beside a build.</summary>
internal static class Machine
{
    /// <summary>The share of all cores that somebody used in the next two seconds, from 0 to 1 (Linux: /proc/stat; not a number elsewhere).</summary>
    public static async Task<double> BusyAsync()
    {
        if (!File.Exists("/proc/stat"))
        {
            return double.NaN;
        }

        var (idle, all) = Read();
        await Task.Delay(TimeSpan.FromSeconds(2));
        var (idleThen, allThen) = Read();
        return 1 - ((idleThen - idle) / Math.Max(1, allThen - all));
    }

    /// <summary>Idle and waiting for disks, and everything, in ticks since the start of the system.</summary>
    private static (double Idle, double All) Read()
    {
        double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static t => double.Parse(t, CultureInfo.InvariantCulture))];
        return (ticks[3] + ticks[4], ticks.Take(8).Sum()); // The rest is counted in user and nice already.
    }
}
