using Bunit;
using Microsoft.AspNetCore.Components;
using Paceline.Web;
using Paceline.Web.Console;
using Paceline.Web.Help;
using Paceline.Web.Workspace;

namespace Paceline.Tests.Web;

public sealed class RoutesTests
{
    /// <summary>The first page sends each person to the place of their work; each other address that the server serves the page at (@page) has its screen here.</summary>
    [Fact]
    public async Task Every_address_of_a_page_shows_that_page()
    {
        var pages = typeof(Routes).Assembly.GetTypes().SelectMany(static type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false)
            .Cast<RouteAttribute>().Select(route => (Address: route.Template.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), type)));
        foreach (var (address, type) in pages)
        {
            await using var rig = new DeskRig(address.StartsWith("/supervisor", StringComparison.Ordinal) ? "supervisor" : "agent");
            rig.Navigate(address);
            rig.Render<Routes>().FindComponents<ComponentBase>().ShouldContain(c => c.Instance.GetType() == (type == typeof(Home) ? typeof(AgentPage) : type), $"{address} shows {type.Name}");
        }
    }

    [Fact]
    public async Task The_rest_of_the_address_chooses_the_page_of_the_console_which_stays_open()
    {
        await using var rig = new DeskRig("supervisor");
        rig.Navigate("/supervisor/lists/a%20b?x=1#top");
        var root = rig.Render<Routes>();
        var page = root.FindComponent<SupervisorPage>().Instance;
        (page.Slug, page.Item).ShouldBe(("lists", "a b"));

        rig.Navigate("/supervisor");
        root.FindComponent<SupervisorPage>().Instance.ShouldBeSameAs(page);
        (page.Slug, page.Item).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("/help/voice", true)]
    [InlineData("/nowhere", false)]
    [InlineData("/help/voice/more", false)]
    [InlineData("/supervisor/lists/1/2", false)]
    public async Task An_address_without_a_screen_says_so(string address, bool known)
    {
        await using var rig = new DeskRig();
        rig.Navigate(address);
        var root = rig.Render<Routes>();
        (root.HasComponent<HelpScreen>(), root.HasComponent<NotFound>()).ShouldBe((known, !known));
    }
}
