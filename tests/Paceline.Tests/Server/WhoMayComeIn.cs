using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Time.Testing;
using Paceline.Contracts;
using Paceline.Storage;
using Paceline.Tests.Storage;
using static Paceline.Tests.Server.ServerRig;

namespace Paceline.Tests.Server;

/// <summary>Keys, links, cookies, origins, hosts and roles.</summary>
public sealed class WhoMayComeIn(ServerRig server) : IClassFixture<ServerRig>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_key_or_with_a_wrong_one_nobody_comes_in()
    {
        using var nobody = new HttpClient { BaseAddress = server.Address };
        using var stranger = server.ClientOf("guessed");
        foreach (var (client, code) in ((HttpClient, string)[])[(nobody, "signed-out"), (stranger, "unknown-key")])
        {
            foreach (var route in (string[])[Contracts.Api.Board, Contracts.Api.Agent, Contracts.Api.Me, Contracts.Api.Facts])
            {
                using var answer = await client.GetAsync(route, Cancel);
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route);
                (await ProblemAsync(answer)).Code.ShouldBe(code);
            }
        }
    }

    [Fact]
    public async Task An_agent_sees_no_board_and_a_supervisor_has_no_workspace()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        foreach (var (client, route) in ((HttpClient, string)[])[(agent, Contracts.Api.Board), (agent, Contracts.Api.Facts), (server.Supervisor, Contracts.Api.Agent)])
        {
            using var answer = await client.GetAsync(route, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, route);
            (await ProblemAsync(answer)).Code.ShouldBe("not-allowed");
        }

        using var content = Json("{}");
        using var command = await server.Supervisor.PostAsync(Contracts.Api.AgentReady, content, Cancel);
        command.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_topic_of_the_hub_is_for_those_it_concerns()
    {
        var (_, agent) = await server.AgentAsync(await server.CampaignAsync());
        await using var agents = server.HubOf(agent);
        await using var supervisors = server.HubOf(server.Supervisor);
        await agents.StartAsync(Cancel);
        await supervisors.StartAsync(Cancel);

        await Should.ThrowAsync<HubException>(() => agents.InvokeAsync<BoardSnapshot>(Contracts.Hub.WatchBoard, Cancel));
        await Should.ThrowAsync<HubException>(() => supervisors.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel));
        (await supervisors.InvokeAsync<BoardSnapshot>(Contracts.Hub.WatchBoard, Cancel)).ShouldNotBeNull();

        await using var nobody = server.HubOf(static _ => { });
        (await Should.ThrowAsync<HttpRequestException>(() => nobody.StartAsync(Cancel))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_link_works_once_and_looking_at_it_does_not_use_it_up()
    {
        var (agent, _) = await server.AgentAsync(await server.CampaignAsync());
        var token = (await server.Store.People.NewLinkAsync(agent, Cancel)).Token;
        using var browser = Browser(out _);

        (await browser.GetStringAsync($"/sign-in#{token}", Cancel)).ShouldContain("<button");
        using var first = await SignInAsync(browser, token);
        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var second = await SignInAsync(browser, token);
        second.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await ProblemAsync(second)).Code.ShouldBe("link-used");
    }

    [Fact]
    public async Task LO_01_A_supervisor_makes_a_link_for_an_agent_which_is_shown_once_and_stands_in_no_log_and_never_one_for_a_supervisor()
    {
        var (agent, own) = await server.AgentAsync(await server.CampaignAsync());
        var route = Contracts.Api.AgentLinks(agent);
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = Json("{}") };
        request.Headers.Add(Contracts.Api.IdempotencyKey, "link-once");
        using var answer = await server.Supervisor.SendAsync(request, Cancel);
        var link = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.NewSignInLink).ShouldNotBeNull();
        link.Path.ShouldStartWith("/sign-in#");
        (link.ValidUntil - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));

        using var replay = new HttpRequestMessage(HttpMethod.Post, route) { Content = Json("{}") };
        replay.Headers.Add(Contracts.Api.IdempotencyKey, "link-once");
        using var again = await server.Supervisor.SendAsync(replay, Cancel);
        (await ProblemAsync(again)).Code.ShouldBe("shown-once");

        // Another one ends nothing: the first still works, once.
        await OkAsync(server.Supervisor, route, "{}");
        using var browser = Browser(out _);
        var token = link.Path["/sign-in#".Length..];
        using var signedIn = await SignInAsync(browser, token);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        server.Log.ShouldContain(line => line.Contains($"A sign-in link was made for agent {agent}, by supervisor.", StringComparison.Ordinal));
        server.Log.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));

        using var supervisors = await server.Supervisor.PostAsync(Contracts.Api.AgentLinks("supervisor"), Json("{}"), Cancel);
        (await ProblemAsync(supervisors)).Code.ShouldBe("unknown-id");
        using var agents = await own.PostAsync(route, Json("{}"), Cancel);
        agents.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_link_older_than_15_minutes_does_not_work()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var store = await SqliteStore.OpenAsync(folder.Path, time, Cancel);
        await store.People.AddAsync(new("anna", "Anna", UserRole.Supervisor, Group: null), Cancel);
        var inTime = await store.People.NewLinkAsync("anna", Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        var late = await store.People.NewLinkAsync("anna", Cancel);

        time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(2));
        (await store.People.ConsumeLinkAsync(inTime.Token, Cancel)).ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(2));
        (await store.People.ConsumeLinkAsync(late.Token, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_and_from_other_sites()
    {
        var (agent, _) = await server.AgentAsync(await server.CampaignAsync());
        using var browser = Browser(out _);
        using var answer = await SignInAsync(browser, (await server.Store.People.NewLinkAsync(agent, Cancel)).Token);

        var cookie = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("paceline=");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain("domain=");
    }

    [Fact]
    public async Task A_page_of_somebody_else_gets_nothing_with_the_browsers_new_cookie()
    {
        var campaign = await server.CampaignAsync();
        var (dan, _) = await server.AgentAsync(campaign);
        var (ann, _) = await server.AgentAsync(campaign);
        using var browser = Browser(out var cookies);
        using var first = await SignInAsync(browser, (await server.Store.People.NewLinkAsync(dan, Cancel)).Token);
        using var second = await SignInAsync(browser, (await server.Store.People.NewLinkAsync(ann, Cancel)).Token);

        browser.DefaultRequestHeaders.Add(Contracts.Api.User, dan); // His page is open still.
        using var command = await browser.PostAsync(Contracts.Api.SignOut, Json("{}"), Cancel);
        command.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await ProblemAsync(command)).Code.ShouldBe("other-user");
        using var read = await browser.GetAsync(Contracts.Api.Agent, Cancel);
        read.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(server.Address, $"{Contracts.Hub.Path}?{Contracts.Hub.User}={dan}"), o =>
            {
                o.Cookies = cookies;
                o.Headers["Origin"] = server.Address.GetLeftPart(UriPartial.Authority);
            })
            .Build();
        (await Should.ThrowAsync<HttpRequestException>(() => hub.StartAsync(Cancel))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        browser.DefaultRequestHeaders.Remove(Contracts.Api.User);
        browser.DefaultRequestHeaders.Add(Contracts.Api.User, ann);
        using var own = await browser.GetAsync(Contracts.Api.Agent, Cancel);
        own.StatusCode.ShouldBe(HttpStatusCode.OK, "she is signed in still");
    }

    [Theory]
    [InlineData("http://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)] // Another port of this machine: SameSite lets its cookie through.
    [InlineData(null, HttpStatusCode.Forbidden)] // A browser always says where a POST comes from.
    [InlineData("", HttpStatusCode.OK)] // Ours, filled in below.
    public async Task A_command_with_a_cookie_is_taken_from_our_own_pages_only(string? origin, HttpStatusCode expected)
    {
        var (agent, _) = await server.AgentAsync(await server.CampaignAsync());
        using var browser = Browser(out _);
        using var signedIn = await SignInAsync(browser, (await server.Store.People.NewLinkAsync(agent, Cancel)).Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, Contracts.Api.SignOut);
        browser.DefaultRequestHeaders.Remove("Origin");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin.Length == 0 ? server.Address.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var answer = await browser.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_live_connection_from_a_foreign_page_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Contracts.Hub.Path);
        request.Headers.Add("Origin", "http://elsewhere.example");
        using var browser = Browser(out _);
        browser.DefaultRequestHeaders.Remove("Origin");

        using var answer = await browser.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ProblemAsync(answer)).Code.ShouldBe("foreign-origin");
    }

    [Theory]
    [InlineData("https", HttpStatusCode.OK)]
    [InlineData("http", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Forbidden)]
    public async Task Behind_a_proxy_with_a_certificate_the_page_is_ours_as_the_proxy_says(string? scheme, HttpStatusCode expected)
    {
        var (agent, _) = await server.AgentAsync(await server.CampaignAsync());
        using var browser = Browser(out _);
        using var signedIn = await SignInAsync(browser, (await server.Store.People.NewLinkAsync(agent, Cancel)).Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, Contracts.Api.SignOut);
        if (scheme is not null)
        {
            request.Headers.Add("X-Forwarded-Proto", scheme);
        }

        browser.DefaultRequestHeaders.Remove("Origin");
        request.Headers.Add("Origin", $"https://{server.Address.Authority}");

        using var answer = await browser.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_name_that_is_not_ours_is_not_answered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Contracts.Api.Board);
        request.Headers.Host = "rebound.example";

        using var answer = await server.Supervisor.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await ProblemAsync(answer)).Detail.ShouldContain("rebound.example");
    }

    [Fact]
    public async Task Every_answer_says_what_a_browser_may_do_with_it()
    {
        using var browser = Browser(out _);
        foreach (var route in (string[])["/", "/sign-in", Contracts.Api.Board])
        {
            using var answer = await browser.GetAsync(route, Cancel);
            var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldContain("default-src 'self'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe-inline");
            policy.ShouldNotContain("'unsafe-eval'");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            answer.Headers.GetValues("Permissions-Policy").ShouldHaveSingleItem().ShouldContain("camera=()");
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task What_the_api_says_is_not_kept_by_the_browser()
    {
        using var answer = await server.Supervisor.GetAsync(Contracts.Api.Board, Cancel);

        answer.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Signing_out_ends_the_live_connection()
    {
        var (agent, _) = await server.AgentAsync(await server.CampaignAsync());
        using var browser = Browser(out var cookies);
        using var signedIn = await SignInAsync(browser, (await server.Store.People.NewLinkAsync(agent, Cancel)).Token);
        await using var hub = server.HubOf(o =>
        {
            o.Cookies = cookies;
            o.Headers["Origin"] = server.Address.GetLeftPart(UriPartial.Authority);
        });
        var told = new TaskCompletionSource<string>();
        var closed = new TaskCompletionSource();
        hub.On<string>(Contracts.Hub.Ended, told.SetResult);
        hub.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(Cancel);
        await hub.InvokeAsync<AgentSnapshot>(Contracts.Hub.WatchAgent, Cancel);

        await OkAsync(browser, Contracts.Api.SignOut, "{}");

        (await SoonAsync(c => new ValueTask<string>(told.Task.WaitAsync(c)))).ShouldBe("You are signed out.");
        await SoonAsync(async c =>
        {
            await closed.Task.WaitAsync(c);
            return true;
        });
        using var answer = await browser.GetAsync(Contracts.Api.Agent, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_cookie_that_was_copied_before_the_sign_out_is_refused_after_it_also_by_the_next_server()
    {
        await using var alone = new ServerRig();
        await alone.InitializeAsync();
        var (agent, _) = await alone.AgentAsync(await alone.CampaignAsync());
        using var browser = Browser(alone, out var cookies);
        using var other = Browser(alone, out _);
        using var first = await SignInAsync(browser, (await alone.Store.People.NewLinkAsync(agent, Cancel)).Token);
        using var second = await SignInAsync(other, (await alone.Store.People.NewLinkAsync(agent, Cancel)).Token);
        var copy = cookies.GetCookieHeader(alone.Address);
        (await StatusOfAsync(alone, copy)).ShouldBe(HttpStatusCode.OK);

        await OkAsync(browser, Contracts.Api.SignOut, "{}");

        (await StatusOfAsync(alone, copy)).ShouldBe(HttpStatusCode.Unauthorized);
        using var elsewhere = await other.GetAsync(Contracts.Api.Me, Cancel);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "signing out ends every sign-in of the user");
        await using var hub = alone.HubOf(o =>
        {
            o.Headers["Cookie"] = copy;
            o.Headers["Origin"] = alone.Address.GetLeftPart(UriPartial.Authority);
        });
        (await Should.ThrowAsync<HttpRequestException>(() => hub.StartAsync(Cancel))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await alone.RestartAsync();
        (await StatusOfAsync(alone, copy)).ShouldBe(HttpStatusCode.Unauthorized);
        using var again = Browser(alone, out cookies);
        using var anew = await SignInAsync(again, (await alone.Store.People.NewLinkAsync(agent, Cancel)).Token);
        (await StatusOfAsync(alone, cookies.GetCookieHeader(alone.Address))).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusOfAsync(ServerRig server, string cookie)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await client.GetAsync(Contracts.Api.Me, Cancel);
        return answer.StatusCode;
    }

    /// <summary>Keeps cookies and says where its requests come from, as a browser does.</summary>
    private HttpClient Browser(out CookieContainer cookies) => Browser(server, out cookies);

    private static HttpClient Browser(ServerRig server, out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = server.Address };
        browser.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string token)
    {
        using var content = Json($$"""{"token":"{{token}}"}""");
        return await browser.PostAsync(Contracts.Api.SignIn, content, Cancel);
    }
}
