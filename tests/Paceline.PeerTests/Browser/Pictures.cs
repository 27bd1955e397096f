using Microsoft.Playwright;

namespace Paceline.PeerTests.Browser;

/// <summary>Pictures of screens in the build's output, for people to look at; nothing compares them. What has a picture has no barriers.</summary>
internal static class Pictures
{
    /// <summary>As a notebook shows it and as a large screen does, light and dark, where axe finds nothing; and in a window beside another program.</summary>
    public static Task TakeAsync(IPage page, string name) => TakeAsync(page, name, look => Barriers.NoneAsync(page, $"{name}, {look}"));

    /// <summary>The same of a state that passes by itself before axe has looked at it; another test has it standing still.</summary>
    public static Task TakeOfPassingAsync(IPage page, string name) => TakeAsync(page, name, static _ => Task.CompletedTask);

    private static async Task TakeAsync(IPage page, string name, Func<ColorScheme, Task> lookAsync)
    {
        await page.SetViewportSizeAsync(400, 720);
        await WriteAsync("artifacts", $"{name}-docked", await page.ScreenshotAsync());
        await page.SetViewportSizeAsync(1093, 500);
        await WriteAsync("artifacts", $"{name}-low", await page.ScreenshotAsync());
        foreach (var look in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = look, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(1920, 1080);
            await WriteAsync("artifacts", $"{name}-{look}-large".ToLowerInvariant(), await page.ScreenshotAsync());
            await page.SetViewportSizeAsync(1366, 768);
            await WriteAsync("artifacts", $"{name}-{look}".ToLowerInvariant(), await page.ScreenshotAsync());
            await lookAsync(look);
        }
    }

    public static async Task WriteAsync(string place, string name, byte[] picture)
    {
        var folder = Path.Combine(Root(), place, "pictures");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Paceline.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
