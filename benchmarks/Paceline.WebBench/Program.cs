using System.Diagnostics;
using Paceline.WebBench;

WebOptions options;
try
{
    options = WebOptions.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"bench web: {wrong.Message}");
    return 2;
}

if (!File.Exists(options.Program) || !File.Exists("/usr/bin/chromium"))
{
    Console.Error.WriteLine($"bench web: needs {options.Program} (./bench web makes it) and /usr/bin/chromium (Debian: chromium)");
    return 2;
}

var began = Stopwatch.GetTimestamp();
var report = await Measurement.RunAsync(options);
report.Write(Console.Out, Stopwatch.GetElapsedTime(began));
return report.IsKept ? 0 : 1;
