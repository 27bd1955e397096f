using Paceline.Commands;
using Paceline.Demo;

namespace Paceline.Tests.Server;

/// <summary>A demo with a list of one's own in which nobody can be called: exit code 2 and the reason, instead of an empty report.</summary>
public sealed class NobodyToCall(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task All_are_asleep_and_the_next_permitted_time_is_said() =>
        (await RefusedAsync($"phone\n{Numbers.Asleep().Number}\n")).ShouldContain("The next permitted time is ");

    [Fact]
    public async Task No_row_is_a_number() =>
        (await RefusedAsync("phone\nhello\n")).ShouldContain("Row 2: Expected a telephone number; \"hello\" is none.");

    [Fact]
    public async Task The_file_is_no_calling_list() =>
        (await RefusedAsync("name\nAnn\n")).ShouldContain("no column for the phone number");

    private async Task<string> RefusedAsync(string csv)
    {
        var folder = Path.Combine(server.Folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var list = Path.Combine(folder, "list.csv");
        await File.WriteAllTextAsync(list, csv, TestContext.Current.CancellationToken);
        await using var errors = new StringWriter();
        var code = await Exits.GuardAsync(
            async () =>
            {
                await DemoRun.RunAsync(
                    new()
                    {
                        Server = server.Address,
                        SupervisorKey = server.Supervisor.DefaultRequestHeaders.Authorization!.Parameter!, // Set at the start.
                        Data = folder,
                        Agents = 1,
                        Dialing = TimeSpan.FromMinutes(1),
                        List = list,
                    },
                    new Progress<DemoProgress>(),
                    TestContext.Current.CancellationToken);
                return Exits.Good;
            },
            errors);

        code.ShouldBe(2);
        return errors.ToString();
    }
}
