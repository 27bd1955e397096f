using System.Net;
using System.Text.Json;
using Paceline.Contracts;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>The help as the server gives it.</summary>
public sealed class HelpStory(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_has_its_title_its_links_and_its_pictures_in_its_language()
    {
        var page = await ReadAsync(Api.HelpPage("de", "call"));
        page.Title.ShouldBe("Im Gespräch");
        page.Html.ShouldContain("<a href=\"/help/outcome\">");
        page.Html.ShouldContain("<img src=\"/help/pictures/call.png\"");
        page.Html.ShouldContain("<table>");
        (await ReadAsync(Api.HelpPage("en", "start"))).Html.ShouldContain("<h3>For agents</h3>");
    }

    [Fact]
    public async Task All_words_are_looked_for_and_titles_come_first()
    {
        var found = await FindAsync("en", "DO not  call");
        found[0].ShouldSatisfyAllConditions(static h => h.Page.ShouldBe("do-not-call"), static h => h.Title.ShouldBe("Do not call"));
        (await FindAsync("de", "Mikrofon")).ShouldContain(static h => h.Page == "trouble");
        (await FindAsync("en", "microphone zebra")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_or_cannot_be_looked_for_is_refused_in_words_and_strangers_read_nothing()
    {
        foreach (var route in (string[])[Api.HelpPage("en", "nothing"), Api.HelpPage("xx", "call"), Api.HelpPage("en", "../../sign-in"), $"{Api.HelpIn("..")}?words=a"])
        {
            using var missing = await server.Supervisor.GetAsync(new Uri(route, UriKind.Relative), Cancel);
            missing.StatusCode.ShouldBe(HttpStatusCode.NotFound, route);
        }

        foreach (var words in (string[])["", new('a', 101)])
        {
            using var refused = await server.Supervisor.GetAsync(new Uri($"{Api.HelpIn("en")}?words={words}", UriKind.Relative), Cancel);
            (await ProblemAsync(refused)).Detail.ShouldContain("1 to 100");
        }

        using var anybody = new HttpClient { BaseAddress = server.Address };
        using var stranger = await anybody.GetAsync(new Uri(Api.HelpPage("en", "call"), UriKind.Relative), Cancel);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<HelpPage> ReadAsync(string route) =>
        JsonSerializer.Deserialize(await server.Supervisor.GetStringAsync(new Uri(route, UriKind.Relative), Cancel), ContractsJson.Default.HelpPage).ShouldNotBeNull();

    private async Task<IReadOnlyList<HelpHit>> FindAsync(string language, string words)
    {
        var body = await server.Supervisor.GetStringAsync(new Uri($"{Api.HelpIn(language)}?words={Uri.EscapeDataString(words)}", UriKind.Relative), Cancel);
        return JsonSerializer.Deserialize(body, ContractsJson.Default.HelpHits).ShouldNotBeNull().Pages;
    }
}
