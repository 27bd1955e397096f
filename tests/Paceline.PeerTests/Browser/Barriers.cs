using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Paceline.PeerTests.Browser;

/// <summary>What would keep somebody from using a screen, as far as a program can find it.</summary>
internal static class Barriers
{
    /// <summary>Axe finds nothing, light or dark. A screen that has a picture needs no call of its own.</summary>
    public static async Task NoneInAnyLookAsync(IPage page, string screen)
    {
        foreach (var look in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = look, ReducedMotion = ReducedMotion.Reduce });
            await NoneAsync(page, $"{screen}, {look}");
        }
    }

    /// <summary>Axe finds nothing in the page as it is.</summary>
    public static async Task NoneAsync(IPage page, string screen)
    {
        var found = await page.RunAxe();
        found.Violations
            .SelectMany(static v => v.Nodes.Select(n => $"{v.Id}: {n.Html}"))
            .ShouldBeEmpty(screen);
    }
}
