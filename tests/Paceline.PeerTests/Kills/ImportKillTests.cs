using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Paceline.Contracts;
using Paceline.PeerTests.Voice;

namespace Paceline.PeerTests.Kills;

/// <summary>kill -9 of the server in the middle of an import.</summary>
[Collection(nameof(RealAudio))]
public sealed class ImportKillTests
{
    private const string Campaign = "renewals";

    /// <summary>Enough for some seconds of work.</summary>
    private const int People = 150_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_killed_during_an_import_leaves_nobodys_list_behind_and_says_who_came()
    {
        var folder = Directory.CreateTempSubdirectory("paceline-import-").FullName;
        try
        {
            // Nobody is called: the campaign is not started.
            await using var installation = await Installation.StartAsync(Path.Combine(folder, "data"), new(IPAddress.Loopback, 9), Cancel);
            using HttpClient supervisor = new() { BaseAddress = installation.Address };
            supervisor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", installation.Key);
            using (StringContent made = new($$"""{"campaign":"{{Campaign}}","name":"Renewals"}""", Encoding.UTF8, "application/json"))
            using (var answer = await supervisor.PostAsync(Api.Campaigns, made, Cancel))
            {
                answer.IsSuccessStatusCode.ShouldBeTrue();
            }

            var import = ImportAsync(supervisor);
            await Waiting.ForAsync(
                "the first thousand people",
                async () => (await ImportsAsync(supervisor)).FirstOrDefault(static i => i.Accepted > 0),
                installation.LogEnd,
                Cancel);
            installation.KillServer();

            (await import).ShouldBeFalse("it was killed before the import was over");
            Directory.GetFiles(installation.Data, "import-*").ShouldBeEmpty();
            await installation.StartServerAsync(Cancel);
            var entry = (await ImportsAsync(supervisor)).ShouldHaveSingleItem();
            (entry.Finished, entry.UndoneAt).ShouldBe((false, null));
            entry.Accepted.ShouldBeInRange(1_000, People - 1);
            var board = JsonSerializer.Deserialize(await supervisor.GetStringAsync(Api.Board, Cancel), ContractsJson.Default.BoardSnapshot).ShouldNotBeNull();
            board.Campaigns.Single(static c => c.Campaign == Campaign).Chains.Total.ShouldBe(entry.Accepted);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>False: the server is gone.</summary>
    private static async Task<bool> ImportAsync(HttpClient supervisor)
    {
        var csv = new StringBuilder("phone,name\n");
        for (var i = 0; i < People; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"+1212{2_200_000 + i},Person {i}\n");
        }

        using StringContent body = new(csv.ToString(), Encoding.UTF8, "text/csv");
        try
        {
            using var answer = await supervisor.PostAsync(Api.CampaignRecords(Campaign), body, Cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<ImportEntry>> ImportsAsync(HttpClient supervisor) =>
        JsonSerializer.Deserialize(await supervisor.GetStringAsync(Api.CampaignImports(Campaign), Cancel), ContractsJson.Default.ImportHistory)
            .ShouldNotBeNull().Imports;
}
