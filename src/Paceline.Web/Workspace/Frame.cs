using Paceline.Web.Sound;

namespace Paceline.Web.Workspace;

/// <summary>What stands in the place of record and note. The call bar and the outcomes stay beside every one of them, so that the page keeps
/// its call whatever the agent looks at.</summary>
public enum View
{
    /// <summary>The call with its record, or what is going to happen.</summary>
    Work,

    /// <summary>The campaigns the agent works on.</summary>
    Campaigns,

    /// <summary>The agent's callbacks.</summary>
    Callbacks,

    /// <summary>Sound and line.</summary>
    Channels,
}

/// <summary>What the agent has opened over the view; never the outcomes, and never by itself.</summary>
public enum SidePanel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The agent's messages.</summary>
    Messages,

    /// <summary>The page of the help for what is seen.</summary>
    Help,

    /// <summary>The keys.</summary>
    Keys,
}

/// <summary>One entry of the rail that opens a view.</summary>
public sealed record RailEntry(View View, string Label);

/// <summary>Where the agent is in the workspace: one view, and at most one panel over it.</summary>
public sealed class Frame(BrowserModule browser, Action changed)
{
    /// <summary>The rail, from the top; messages follow it.</summary>
    public static IReadOnlyList<RailEntry> Rail { get; } =
    [
        new(View.Work, Texts.DeskWork),
        new(View.Campaigns, Texts.RailCampaigns),
        new(View.Callbacks, Texts.CallbacksTable),
        new(View.Channels, Texts.ChannelsHeading),
    ];

    public View View { get; private set; }

    public SidePanel Panel { get; private set; }

    /// <summary>What lay there when the help was opened: its page is the one for that.</summary>
    public SidePanel Before { get; private set; }

    /// <summary>Opens a view and puts the focus on its heading; a panel that lay over the one before is closed.</summary>
    public async Task Open(View view)
    {
        (View, Panel) = (view, SidePanel.None);
        changed();
        await Focus(view == View.Work ? "work" : "view-heading");
    }

    /// <summary>A call is work, and its record is shown; a panel that the agent has opened stays theirs.</summary>
    public void BackToWork() => View = View.Work;

    public Task Toggle(SidePanel panel) => Panel == panel ? ClosePanel() : OpenPanel(panel);

    public async Task OpenPanel(SidePanel panel)
    {
        (Before, Panel) = (Panel, panel);
        changed();
        await Focus("panel-heading");
    }

    /// <summary>Closes it, and the focus goes back to the control that opens it.</summary>
    public async Task ClosePanel()
    {
        var opener = OpenerOf(Panel);
        Panel = SidePanel.None;
        changed();
        if (opener.Length > 0)
        {
            await Focus(opener);
        }
    }

    public async Task OpenStatus() => await browser.Press("status");

    /// <summary>After the screen has been drawn: what a handler has changed is not there before it has returned.</summary>
    private async Task Focus(string id)
    {
        await Task.Yield();
        await browser.Focus(id);
    }

    /// <summary>Id of the button that opens a panel.</summary>
    public static string OpenerOf(SidePanel panel) => panel switch
    {
        SidePanel.None => "",
        SidePanel.Messages => "open-messages",
        SidePanel.Help or SidePanel.Keys => "open-help",
    };
}
