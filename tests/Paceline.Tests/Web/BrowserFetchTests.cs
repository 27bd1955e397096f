using System.Text;
using Bunit;
using Microsoft.JSInterop;
using Paceline.Web.Connection;

namespace Paceline.Tests.Web;

public sealed class BrowserFetchTests : BunitContext
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_answer_is_its_status_its_date_and_all_of_its_body()
    {
        JSInterop.SetupModule("/js/fetch.js").Setup<string>("ask", _ => true).SetResult("409\nSun, 29 Nov 2026 14:19:40 GMT\nfirst\nsecond");
        (await AskAsync(new("GET", "/api/v1/me")))
            .ShouldBe(new Answer(409, new DateTimeOffset(2026, 11, 29, 14, 19, 40, TimeSpan.Zero), "first\nsecond"));
    }

    [Fact]
    public async Task An_answer_may_say_no_date_and_have_no_body()
    {
        JSInterop.SetupModule("/js/fetch.js").Setup<string>("ask", _ => true).SetResult("204\n\n");
        (await AskAsync(new("GET", "/api/v1/me"))).ShouldBe(new Answer(204, null, ""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_answer_is_none_whether_the_server_or_the_script_is_missing(bool script)
    {
        var asked = JSInterop.SetupModule("/js/fetch.js").Setup<string>("ask", _ => true);
        if (script)
        {
            asked.SetResult("");
        }
        else
        {
            asked.SetException(new JSException("Failed to fetch dynamically imported module"));
        }

        (await AskAsync(new("GET", "/api/v1/me"))).ShouldBeNull();
    }

    [Fact]
    public async Task A_command_takes_its_key_and_body_along_and_a_file_goes_as_a_stream()
    {
        var module = JSInterop.SetupModule("/js/fetch.js");
        module.Setup<string>("ask", _ => true).SetResult("200\n\n{}");
        await AskAsync(new("POST", "/api/v1/agent/ready", "k1", "application/json", "{}", User: "mia"));
        using MemoryStream csv = new(Encoding.UTF8.GetBytes("phone\n"));
        await AskAsync(new("POST", "/api/v1/lists", "k2", "text/csv", File: csv));

        module.Invocations["ask"][0].Arguments.ShouldBe(["POST", "/api/v1/agent/ready", "mia", "k1", "application/json", "{}", 10_000.0]);
        module.Invocations["ask"][1].Arguments[5].ShouldBeOfType<DotNetStreamReference>().Stream.ShouldBeSameAs(csv);
        csv.CanRead.ShouldBeTrue("the file is its owner's");
    }

    private async Task<Answer?> AskAsync(Ask ask)
    {
        await using BrowserFetch fetch = new(JSInterop.JSRuntime);
        return await fetch.Ask(ask, _patience, Xunit.TestContext.Current.CancellationToken);
    }
}
