using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;

namespace Paceline.Ui;

/// <summary>Moves the focus. Blazor's own way writes the element as JSON and finds out by reflection how, before the first menu is painted (ADR 21).</summary>
public static partial class Focus
{
    /// <summary>Gives the focus to the element with this id; nothing happens when there is none, or no browser, as in a test of a component.</summary>
    public static void On(string id)
    {
        if (OperatingSystem.IsBrowser())
        {
            Give(id);
        }
    }

    /// <summary>The page that starts the program has this function.</summary>
    [JSImport("globalThis.giveFocus")]
    [SupportedOSPlatform("browser")]
    private static partial void Give(string id);
}
