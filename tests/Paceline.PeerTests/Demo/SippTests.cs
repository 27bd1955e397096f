using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Paceline.PeerTests.Peers;
using Paceline.Simulation;

namespace Paceline.PeerTests.Demo;

/// <summary>A caller of other make at the simulated carrier.</summary>
[Collection(nameof(DemoSockets))]
public sealed class SippTests
{
    [Fact]
    public async Task Sipp_calls_talks_and_hangs_up_as_it_would_with_a_carrier()
    {
        var program = Peer.Need("/usr/bin/sipp", "sip-tester");
        await using var line = DemoLine.Start(new PhoneCall.Person(
            Duration.FromMilliseconds(200), Duration.FromMilliseconds(100), Patience: Duration.FromMinutes(5), TalkFor: Duration.FromMinutes(5)));
        var folder = Directory.CreateTempSubdirectory("paceline-sipp-").FullName;
        try
        {
            using Process sipp = new()
            {
                StartInfo = new ProcessStartInfo(program)
                {
                    WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
                },
            };
            foreach (var word in (string[])
                ["-sn", "uac", "-s", "12125550100", "-i", "127.0.0.1", "-m", "3", "-r", "3", "-d", "200", "-timeout", "50s", "-nostdin", $"{line.Carrier}"])
            {
                sipp.StartInfo.ArgumentList.Add(word);
            }

            sipp.Start();
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
            var words = await Task.WhenAll(sipp.StandardOutput.ReadToEndAsync(limit.Token), sipp.StandardError.ReadToEndAsync(limit.Token));
            await sipp.WaitForExitAsync(limit.Token);

            sipp.ExitCode.ShouldBe(0, string.Create(CultureInfo.InvariantCulture, $"sipp said: {words[1]}\n{words[0][..Math.Min(words[0].Length, 2000)]}"));
            var log = await File.ReadAllTextAsync(line.LogPath);
            log.Split('\n').Count(static entry => entry.Contains("\"event\":\"bye\"", StringComparison.Ordinal)).ShouldBe(3);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
